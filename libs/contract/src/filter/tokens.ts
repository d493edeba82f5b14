import { FilterError } from './error.js';

/** A piece of a filter; `column` is 1-based. */
export type Token =
  | { type: 'open' | 'close' | 'and' | 'or' | 'not' | 'end'; column: number }
  /** `field` is null for free text; `quoted` values keep their wildcards as plain characters. */
  | { type: 'term'; column: number; field: string | null; value: string; quoted: boolean; valueColumn: number };

const FIELD = /^([A-Za-z][\w.]*):/;
const BREAK = /[\s()]/;

/**
 * Cuts a filter into tokens: words, `field:word`, "quoted text" (\" and \\ inside),
 * brackets, AND, OR, NOT and a leading minus.
 * @throws FilterError for a quote that does not end, control characters and lone surrogates
 */
export function tokenize(text: string): Token[] {
  refuseUnstorable(text);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const column = at + 1;
    const char = text[at] as string;
    if (/\s/.test(char)) at += 1;
    else if (char === '(' || char === ')') {
      tokens.push({ type: char === '(' ? 'open' : 'close', column });
      at += 1;
    } else if (char === '-' && text[at + 1] !== undefined && !/\s/.test(text[at + 1] as string)) {
      tokens.push({ type: 'not', column });
      at += 1;
    } else at = readTerm(text, at, tokens);
  }
  tokens.push({ type: 'end', column: text.length + 1 });
  return tokens;
}

function readTerm(text: string, start: number, tokens: Token[]): number {
  const column = start + 1;
  const field = FIELD.exec(text.slice(start))?.[1] ?? null;
  const valueStart = field === null ? start : start + field.length + 1;
  const { value, quoted, end } = text[valueStart] === '"' ? readQuoted(text, valueStart) : readWord(text, valueStart);
  const keyword = field === null && !quoted ? ({ AND: 'and', OR: 'or', NOT: 'not' } as const)[value] : undefined;
  if (keyword) tokens.push({ type: keyword, column });
  else tokens.push({ type: 'term', column, field, value, quoted, valueColumn: valueStart + 1 });
  return end;
}

function readWord(text: string, start: number) {
  let end = start;
  while (end < text.length && !BREAK.test(text[end] as string)) end += 1;
  return { value: text.slice(start, end), quoted: false, end };
}

function readQuoted(text: string, start: number) {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '"') return { value, quoted: true, end: at + 1 };
    if (char === '\\' && at + 1 < text.length) at += 1;
    value += text[at];
  }
  throw new FilterError('This quote has no end: close it with "', start + 1);
}

/** Postgres text holds neither NUL nor lone surrogates, so such a filter could never find anything there. */
function refuseUnstorable(text: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(text);
  if (control) throw new FilterError('A filter cannot hold control characters', control.index + 1);
  const surrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  if (surrogate) throw new FilterError('A filter has to be well-formed Unicode', surrogate.index + 1);
}
