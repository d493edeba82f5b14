import { REDACTED } from './rules.js';

/** `parents`: the names of the enclosing fields, outermost first; items of arrays have the name ''. */
type IsSecret = (field: string, parents: readonly string[]) => boolean;

const QUOTE = 0x22;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const WORD = /[\w"]/;
const LITERAL = /-?\d[-+.\deE]*|true|false|null/y;
/** The beginnings of a literal that was cut. */
const CUT_LITERAL = /(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y;
/** JSON in a string of JSON in a string …: as deep as this. */
const NESTED = 3;

/**
 * Replaces the values of secret fields, at any depth, in JSON, in several JSON values after one another (NDJSON), and
 * in the beginning of either, cut at any place. Everything else stays byte for byte; so does a text without secrets.
 * Reads tokens, builds nothing, and looks into JSON that is the value of a string.
 * @param text bytes as latin1, so that one character is one byte
 * @returns null when this is not JSON, so that where names end and values begin is not known
 */
export function redactJson(text: string, isSecret: IsSecret, nested = NESTED): string | null {
  const length = text.length;
  const path: string[] = [];
  let field = '';
  let out = '';
  let copied = 0;
  let i = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      const after = end === -1 ? length : skipSpace(text, end);
      if (end !== -1 && text[after] === ':') {
        const name = unescape(text.slice(i + 1, end - 1));
        if (name === null) return null;
        field = name;
        i = skipSpace(text, after + 1);
        if (i < length && isSecret(field, path)) {
          out += `${text.slice(copied, i)}"${REDACTED}"`;
          copied = i = endOfValue(text, i);
        }
        continue;
      }
      if (end !== -1 && after < length && !isAfterString(text, end, after)) return null;
      const inner = nested > 0 ? redactWithin(text.slice(i + 1, end === -1 ? length : end - 1), isSecret, nested) : null;
      if (inner !== null) {
        out += `${text.slice(copied, i)}"${inner}${end === -1 ? '' : '"'}`;
        copied = end === -1 ? length : end;
      }
      i = after;
    } else if (code === 0x7b || code === 0x5b) {
      path.push(field);
      field = '';
      i += 1;
    } else if (code === 0x7d || code === 0x5d) {
      path.pop();
      field = '';
      i += 1;
    } else if (code === 0x2c || code === 0x3a || isSpace(code)) i += 1;
    else {
      const end = endOfLiteral(text, i);
      if (end === -1 || WORD.test(text[end] ?? '')) return null;
      i = end;
    }
  }
  return copied === 0 ? text : out + text.slice(copied);
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function skipSpace(text: string, from: number): number {
  let i = from;
  while (i < text.length && isSpace(text.charCodeAt(i))) i += 1;
  return i;
}

/** Just behind the closing quote of the string that begins at `from`; -1 when it was cut. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

/** After a string value comes a separator, or the next line of NDJSON. */
function isAfterString(text: string, end: number, after: number): boolean {
  return ',]}'.includes(text[after] as string) || text.slice(end, after).includes('\n');
}

/** Just behind the number, `true`, `false` or `null` at `from`; -1 when there is none. */
function endOfLiteral(text: string, from: number): number {
  LITERAL.lastIndex = from;
  if (LITERAL.test(text)) return LITERAL.lastIndex;
  CUT_LITERAL.lastIndex = from;
  return CUT_LITERAL.test(text) ? text.length : -1;
}

/** Just behind the value that begins at `from`, or the end of the text where it was cut. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') {
    const end = endOfString(text, from);
    return end === -1 ? text.length : end;
  }
  if (first !== '{' && first !== '[') {
    const end = text.slice(from).search(/[,}\]\r\n]/);
    return end === -1 ? text.length : from + end;
  }
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') {
      const end = endOfString(text, i);
      if (end === -1) return text.length;
      i = end - 1;
    } else if (character === '{' || character === '[') depth += 1;
    else if ((character === '}' || character === ']') && --depth === 0) return i + 1;
  }
  return text.length;
}

/** The characters of a string's escaped content; null when it is not one. */
function unescape(content: string): string | null {
  if (!content.includes('\\')) return content;
  try {
    return JSON.parse(`"${content}"`) as string;
  } catch {
    return null;
  }
}

/** A string's content that is itself JSON with a secret, redacted and escaped again; null when there is nothing to redact. */
function redactWithin(content: string, isSecret: IsSecret, nested: number): string | null {
  if (!content.includes('\\"') && !content.includes('\\u0022')) return null;
  const whole = unescape(content.replace(/\\(?:u[\da-f]{0,3})?$/i, (cut, at: number) => (isEscaped(content, at) ? cut : '')));
  if (whole === null || !/^\s*[{["]/.test(whole)) return null;
  const redacted = redactJson(whole, isSecret, nested - 1);
  if (redacted === null || redacted === whole) return null;
  // Beyond latin1 only escapes keep one character one byte.
  return JSON.stringify(redacted)
    .slice(1, -1)
    .replace(/[\u0100-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether the backslash at `at` is itself escaped by the one before it. */
function isEscaped(content: string, at: number): boolean {
  let slashes = 0;
  while (content.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
  return slashes % 2 === 1;
}
