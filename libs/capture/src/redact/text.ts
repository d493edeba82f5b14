import { REDACTED, type RedactionRules } from './rules.js';

const SCHEMES = /\b(Bearer|Basic|Digest|Negotiate)(\s+)[\w.~+/=-]{6,}/gi;

/**
 * Redacts what follows a secret name and `=` or `:` in free text (logs, YAML, broken JSON, server-sent events), to the
 * end of a quoted value, of the line, or of the text; and credentials behind `Bearer` and the like.
 */
export function redactText(text: string, rules: RedactionRules): string {
  const word = new RegExp(rules.secretWord.source, 'gi');
  let out = '';
  let copied = 0;
  for (let match = word.exec(text); match; match = word.exec(text)) {
    const from = valueAfterName(text, match.index + match[0].length);
    if (from === -1 || from < copied) continue;
    const to = endOfValue(text, from);
    if (to > from) {
      out += text.slice(copied, from) + REDACTED;
      copied = to;
    }
    word.lastIndex = Math.max(to, match.index + 1);
  }
  return (out + text.slice(copied)).replace(SCHEMES, `$1$2${REDACTED}`);
}

/** Where the value behind a name begins: behind the rest of the name, its closing quote, and the separator. */
function valueAfterName(text: string, nameEnd: number): number {
  const separator = /[\w.$-]{0,64}[\\"'\])}]{0,4}\s{0,8}(?:=>|[:=])[ \t]{0,8}/y;
  separator.lastIndex = nameEnd;
  return separator.test(text) ? separator.lastIndex : -1;
}

function endOfValue(text: string, from: number): number {
  const opening = /\\*["'`]|[[{(<]/y;
  opening.lastIndex = from;
  const quote = opening.exec(text)?.[0];
  // Something nested, of unknown grammar: everything behind it.
  if (quote && '[{(<'.includes(quote)) return text.length;
  if (quote) {
    const end = text.indexOf(quote, from + quote.length);
    return end === -1 ? text.length : end + quote.length;
  }
  const end = text.slice(from).search(/[\r\n&<]/);
  return end === -1 ? text.length : from + end;
}
