import { isRedacted } from './redacted.js';

/** A piece of pretty JSON. `layout` are the blanks and line ends that we put in. */
export interface JsonPiece {
  kind: 'key' | 'string' | 'number' | 'word' | 'sign' | 'redacted' | 'layout' | 'rest';
  text: string;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.])|true|false|null|[{}[\],:])/y;
const INDENT = '  ';

/**
 * JSON laid out for reading. It works on the text, not on parsed values: numbers keep
 * every digit, doubled keys stay, and a body that was cut at the recording bound is laid
 * out as far as it goes.
 * @param cut whether the end may be missing
 * @returns null when the text is not JSON
 */
export function prettyJson(text: string, cut = false): JsonPiece[] | null {
  const tokens = tokensOf(text, cut);
  if (!tokens || !/^[[{]/.test(tokens[0] ?? '')) return null;
  if (!cut && !isJson(text)) return null;
  return layOut(tokens);
}

/** Null where something stands that is no JSON; with `cut` an unfinished last token is taken as it is. */
function tokensOf(text: string, cut: boolean): string[] | null {
  const tokens: string[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const rest = text.slice(at).trim();
      if (!cut || !/^("([^"\\]|\\.)*\\?|-?[\d.eE+-]*|[a-z]{1,5})$/.test(rest)) return null;
      tokens.push(rest);
      return tokens;
    }
    tokens.push(match[1] as string);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function layOut(tokens: string[]): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  let depth = 0;
  const newLine = () => pieces.push({ kind: 'layout', text: `\n${INDENT.repeat(depth)}` });
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    const closes = token === '}' || token === ']';
    if (closes) {
      depth = Math.max(0, depth - 1);
      if (!/^[{[]$/.test(tokens[index - 1] ?? '')) newLine();
    }
    pieces.push({ kind: kindOf(token, next), text: token });
    if (token === ':') pieces.push({ kind: 'layout', text: ' ' });
    if (token === ',') newLine();
    if (token === '{' || token === '[') {
      depth += 1;
      if (next !== undefined && next !== '}' && next !== ']') newLine();
    }
  });
  return pieces;
}

function kindOf(token: string, next: string | undefined): JsonPiece['kind'] {
  if (token.startsWith('"')) {
    if (token.length < 2 || !token.endsWith('"')) return 'rest';
    if (next === ':') return 'key';
    return isRedacted(token) ? 'redacted' : 'string';
  }
  if (/^[{}[\],:]$/.test(token)) return 'sign';
  if (/^-?\d/.test(token)) return 'number';
  return /^(true|false|null)$/.test(token) ? 'word' : 'rest';
}
