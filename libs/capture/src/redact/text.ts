import type { RedactionContext } from './context.js';
import { redactCredentials } from './credentials.js';
import { isHarmlessWord, type NameKind } from './names.js';
import { REDACTED } from './redacted.js';
import { replaceSpans, type Span } from './spans.js';

const SEPARATOR = /=>|[:=]|%(?:25){0,5}3[ad]|\\u003[ad]/gi;
const ENCODED_QUOTE = /(?:%(?:25){0,5}(?:22|27|5[bd])|&(?:quot|apos|#34|#39|#x22);|\\u0022)$/i;
/** What a value begins with: three quotes of a block, a quote as it may be written in another text, a bracket. */
const OPENING = /(\\*["'`])\1\1|\\*["'`]|%(?:25){0,5}2[27]|&(?:quot|apos|#34|#39|#x22);|\\u0022|%(?:25){0,5}(?:7b|5b)|[[{(<]/iy;
/** What follows a value in the same line: `user=ann`, `"n": 1`. */
const NEXT_PAIR = /,?[ \t]{0,8}["']?[\w.$-]{1,64}["']?(?:=(?![=\s"'&]|$)|:[ \t"'])/y;
/** Credentials of several words: they go on to the end of the line. */
const HEADER_NAME = /cookie|authorization/i;
const FLAG = /(^|[\s"'=])(--?[A-Za-z][\w-]{1,63})([ \t]{1,4})(?![-\s])("[^"]{0,1024}"|'[^']{0,1024}'|[^\s"',;)]{1,1024})/g;
const GRAPHQL = /^\s*(?:query|mutation|subscription|fragment)\b|^\s*\{\s*\w+\s*[({]/;
const NAME_REACH = 128;

/**
 * Redacts what follows a secret name and `=` or `:` in a text of any kind (logs, query strings, connection strings,
 * GraphQL, broken JSON, what is percent-encoded or escaped for another text): to the end of a quoted value, to where
 * the next pair begins, to the end of the line, or of the text; then credentials that need no name.
 */
export function redactText(text: string, context: RedactionContext): string {
  const graphql = GRAPHQL.test(text);
  const spans: Span[] = [];
  let copied = 0;
  SEPARATOR.lastIndex = 0;
  for (let match = SEPARATOR.exec(text); match; match = SEPARATOR.exec(text)) {
    const separator = match[0];
    const behind = SEPARATOR.lastIndex;
    const named = nameBefore(text, match.index, copied, separator, context);
    if (named === null) continue;
    const from = valueFrom(text, behind, graphql && named.variable && separator === ':');
    if (from === -1 || (named.kind !== 'secret' && isHarmless(text, from, named.kind))) continue;
    if (graphql && text[from] === '$') continue;
    const to = endOfValue(text, from, separator, graphql, named.line);
    if (to <= from) continue;
    if (!text.startsWith(REDACTED, from + (to - from === REDACTED.length + 2 ? 1 : 0))) spans.push({ from, to, text: REDACTED });
    copied = to;
    SEPARATOR.lastIndex = to;
  }
  return redactCredentials(redactFlags(replaceSpans(text, spans), context), context.cut);
}

/** `--password secret` of a command. */
function redactFlags(text: string, { rules }: RedactionContext): string {
  if (!text.includes('--')) return text;
  return text.replace(FLAG, (whole, before: string, flag: string, space: string) => (flag.startsWith('--') && rules.kindOfField(flag.slice(2)) === 'secret' ? `${before}${flag}${space}${REDACTED}` : whole));
}

interface Named {
  kind: NameKind;
  /** Whether the value is all that follows in the line, as in a head of HTTP. */
  line: boolean;
  /** Written as GraphQL's `$name`. */
  variable: boolean;
}

/** Whether what stands before a separator is a secret name, looking no further back than `floor`. */
function nameBefore(text: string, end: number, floor: number, separator: string, { rules }: RedactionContext): Named | null {
  let to = end;
  for (let spaces = 0; to > floor && spaces < 8 && (text[to - 1] === ' ' || text[to - 1] === '\t'); spaces += 1) to -= 1;
  for (let closers = 0; to > floor && closers < 6; closers += 1) {
    if ('"\'`)]}\\'.includes(text[to - 1] as string)) to -= 1;
    else {
      const encoded = ENCODED_QUOTE.exec(text.slice(Math.max(floor, to - 14), to))?.[0];
      if (encoded === undefined) break;
      to -= encoded.length;
    }
  }
  const from = nameFrom(text, to, floor);
  if (from === to) return null;
  const name = bare(text.slice(from, to), text[from - 1]);
  const begin = to - name.length;
  const variable = text[begin - 1] === '$';
  if (/=|3d$/i.test(separator) && isParameterAt(text, begin) && rules.isSecretParameter(name)) return { kind: 'secret', variable, line: false };
  const line = separator === ':' && (begin === 0 || text[begin - 1] === '\n' || HEADER_NAME.test(name));
  const kind = rules.kindOfField(name);
  if (kind !== 'plain') return { kind, variable, line };
  // API key: …
  if (text[begin - 1] !== ' ' || begin - 1 <= floor) return null;
  const first = text.slice(nameFrom(text, begin - 1, floor), begin - 1);
  const isJoint = /^(?:is|was|value)$/i.test(name) || rules.kindOfField(first) === 'plain';
  return isJoint && rules.kindOfField(`${first} ${name}`) === 'secret' ? { kind: 'secret', variable, line: false } : null;
}

function nameFrom(text: string, to: number, floor: number): number {
  let from = to;
  const lowest = Math.max(floor, to - NAME_REACH);
  while (from > lowest && isNameCharacter(text.charCodeAt(from - 1))) from -= 1;
  return from;
}

const isNameCharacter = (code: number) => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d || code === 0x2e || code >= 0x80;

/** Without what an escape before the name ends with: `%26code`, `\ncode`. */
function bare(name: string, before: string | undefined): string {
  if (before === '%') return name.replace(/^(?:25)*[0-9a-f]{2}/i, '');
  if (before === '\\') return name.replace(/^(?:u[0-9a-f]{4}|[nrt])/i, '');
  return name;
}

/** Behind `?`, `&`, `#` or `;`, encoded or not, or at the very beginning a name is that of a parameter. */
const isParameterAt = (text: string, at: number) => at === 0 || /[?&#;]$|%(?:25)*(?:3f|26|23|3b)$|\\u0026$/i.test(text.slice(Math.max(0, at - 12), at));

function valueFrom(text: string, behind: number, isDeclaration: boolean): number {
  if (isDeclaration) {
    // $token: String! = "x"
    const type = /\s*[\w![\]]+\s*(=?)\s*/y;
    type.lastIndex = behind;
    return type.exec(text)?.[1] === '=' ? type.lastIndex : -1;
  }
  let from = behind;
  while (from < behind + 8 && (text[from] === ' ' || text[from] === '\t')) from += 1;
  return from;
}

/** Numbers, truth values, objects and words where a name is not sure. */
function isHarmless(text: string, from: number, kind: NameKind): boolean {
  OPENING.lastIndex = from;
  const opening = OPENING.exec(text)?.[0] ?? '';
  if (/[[{(<]/.test(opening)) return true;
  const value = /[^\s"'`&<,;)}\]\\]*/y;
  value.lastIndex = from + opening.length;
  const word = value.exec(text)?.[0] ?? '';
  if (word === '' && opening !== '') return false;
  return /^(?:true|false|null|none|-?\d{0,3})$/i.test(word) || (kind === 'shape' && isHarmlessWord(word));
}

function endOfValue(text: string, from: number, separator: string, graphql: boolean, line: boolean): number {
  OPENING.lastIndex = from;
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return line ? endOfLine(text, from) : endOfBare(text, from, separator, graphql);
  if (opening === '<' || /7b|5b$/i.test(opening)) return text.length;
  if ('[{('.includes(opening)) {
    const end = endOfNested(text, from);
    return end === text.length || graphql ? end : endOfBare(text, end, separator, graphql);
  }
  const end = text.indexOf(opening, from + opening.length);
  return end === -1 ? text.length : end + opening.length;
}

/** Behind the bracket that closes the one at `from`; the end of the text when there is none. */
function endOfNested(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const character = text[i] as string;
    if (character === '"' || character === "'") {
      const end = text.indexOf(character, i + 1);
      if (end === -1) return text.length;
      i = end;
    } else if ('[{('.includes(character)) depth += 1;
    else if (']})'.includes(character) && --depth === 0) return i + 1;
  }
  return text.length;
}

function endOfLine(text: string, from: number): number {
  const stop = /[\r\n"'<]/g;
  stop.lastIndex = from;
  for (let match = stop.exec(text); match; match = stop.exec(text)) {
    if (!'"\''.includes(match[0]) || /^.(?:[\s,}\])>;]|$)/.test(text.slice(match.index, match.index + 2))) return match.index;
  }
  return text.length;
}

function endOfBare(text: string, from: number, separator: string, graphql: boolean): number {
  const stop = graphql ? /[\s,)\]}]/g : separator.length > 2 ? /[\r\n&<"\s]|%(?:25)*26/gi : /[\r\n&<>;, \t"]/g;
  // An anchor of YAML is not where another parameter begins.
  const anchor = /&[\w-]{1,64}[ \t]/y;
  anchor.lastIndex = from;
  stop.lastIndex = separator === ':' && anchor.test(text) ? anchor.lastIndex : from;
  for (let match = stop.exec(text); match; match = stop.exec(text)) {
    const at = match.index;
    const character = match[0];
    if (graphql || character.length > 1 || '\r\n&<'.includes(character) || (character === ';' && separator === '=')) return at;
    if ((character === '"' || character === '>') && /^.(?:[\s,}\])>;]|$)/.test(text.slice(at, at + 2)) && at > from) return at;
    if (character === ',' || character === ' ' || character === '\t') {
      NEXT_PAIR.lastIndex = at;
      if (NEXT_PAIR.test(text) && at > from) return at;
    }
  }
  return text.length;
}
