import type { RedactionContext } from './context.js';
import { escapeInto, unescape, unescapeCut } from './json-strings.js';
import { isHarmlessWord, type NameKind } from './names.js';
import { mayBeName, pairRole } from './pairs.js';
import { REDACTED } from './redacted.js';
import { replaceSpans, type Span } from './spans.js';

const QUOTE = 0x22;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const WORD = /[\w"]/;
const LITERAL = /-?\d[-+.\deE]*|true|false|null/y;
/** The beginnings of a literal that was cut. */
const CUT_LITERAL = /(?:-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y;

/** An object or array that is open. */
interface Frame {
  isArray: boolean;
  /** Of an array: items so far, and what the last one with an even index says of the one behind it. */
  index: number;
  /** What the names beside values say; null when there was none yet. */
  named: NameKind | null;
  /** Where values are that a name beside them may make secret; null when there are none. */
  values: Span[] | null;
  /** Whether one of them is called so, and holds no object: when the end is missing, the name beside it may be too. */
  unnamed: boolean;
  /** Where this frame begins when it is itself such a value, else -1. */
  valueFrom: number;
}

/**
 * Replaces the values of secret fields, at any depth, in JSON, in several JSON values after one another (NDJSON), and
 * in the beginning of either, cut at any place; the values beside a secret name (`{"name": "DB_PASSWORD", "value": …}`)
 * and behind one in an array (`["password", …]`). Everything else stays byte for byte; so does a text without secrets.
 * Reads tokens, builds nothing, and looks into what the strings hold.
 * @param text bytes as latin1, so that one character is one byte
 * @returns null when this is not JSON, so that where names end and values begin is not known
 */
export function redactJson(text: string, context: RedactionContext): string | null {
  const { rules } = context;
  const length = text.length;
  const bytes = Buffer.from(text, 'latin1');
  const hasOdd = text.includes('@') || text.includes('\\u');
  const path: string[] = [];
  const frames: Frame[] = [];
  const spans: Span[] = [];
  let frame: Frame | undefined;
  let field = '';
  let i = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;

  /** Looks into a string value or a long name. */
  const look = (from: number, to: number): void => {
    const closed = to !== -1;
    const [begin, end] = [from + 1, closed ? to - 1 : length];
    if (end - begin < 3 || ((closed || !context.cut) && !rules.holdsWord(bytes, begin, end) && !(hasOdd && isOdd(text, begin, end)))) return;
    const content = text.slice(begin, end);
    const whole = closed ? unescape(content) : unescapeCut(content);
    if (whole === null) return;
    const redacted = context.within(whole, !closed && context.cut);
    if (redacted !== whole) spans.push({ from: begin, to: end, text: escapeInto(redacted) });
  };

  while (i < length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      const after = end === -1 ? length : skipSpace(text, end);
      if (end !== -1 && text[after] === ':') {
        const name = unescape(text.slice(i + 1, end - 1));
        if (name === null) return null;
        if (name.length > 16) look(i, end);
        field = name;
        i = skipSpace(text, after + 1);
        let kind = i < length ? rules.kindOfField(field, path) : 'plain';
        // The id of a session is what opens it.
        if (kind === 'plain' && field === 'id' && path[path.length - 1]?.toLowerCase() === 'session') kind = 'scalar';
        if (kind !== 'plain') {
          const to = endOfValue(text, i);
          if (isSecretValue(text, i, to, kind)) {
            spans.push({ from: i, to, text: `"${REDACTED}"` });
            i = to;
          }
        }
        continue;
      }
      if (end !== -1 && after < length && !isAfterString(text, end, after)) return null;
      const to = end === -1 ? length : end;
      if (frame?.isArray === true) {
        if (frame.index % 2 === 1 && frame.named !== null && frame.named !== 'plain' && isSecretValue(text, i, to, frame.named)) spans.push({ from: i, to, text: `"${REDACTED}"` });
        else if (end !== -1) frame.named = frame.index % 2 === 0 ? kindOfValue(text.slice(i + 1, end - 1), context) : null;
      } else if (frame) notePair(frame, text, field, i, to, end !== -1, context);
      look(i, end);
      i = after;
    } else if (code === 0x7b || code === 0x5b) {
      const isArray = code === 0x5b;
      if (frame?.isArray === true && frame.index % 2 === 1 && frame.named === 'secret') {
        const to = endOfValue(text, i);
        spans.push({ from: i, to, text: `"${REDACTED}"` });
        i = to;
        continue;
      }
      const isValue = frame?.isArray === false && pairRole(field) === 'value' || (frame?.isArray === false && frame.named === 'secret' && pairRole(field) === 'content');
      path.push(field);
      field = '';
      frame = { isArray, index: 0, named: null, values: null, unnamed: false, valueFrom: isValue ? i : -1 };
      frames.push(frame);
      i += 1;
    } else if (code === 0x7d || code === 0x5d) {
      const closed = frames.pop();
      if (closed) close(closed, spans, false);
      frame = frames[frames.length - 1];
      if (closed && closed.valueFrom !== -1 && frame) (frame.values ??= []).push({ from: closed.valueFrom, to: i + 1, text: `"${REDACTED}"` });
      path.pop();
      field = '';
      i += 1;
    } else if (code === 0x2c) {
      if (frame?.isArray === true) frame.index += 1;
      i += 1;
    } else if (code === 0x3a || isSpace(code)) i += 1;
    else {
      const end = endOfLiteral(text, i);
      if (end === -1 || WORD.test(text[end] ?? '')) return null;
      if (frame?.isArray === true) {
        if (frame.index % 2 === 1 && frame.named !== null && frame.named !== 'plain' && isSecretValue(text, i, end, frame.named)) spans.push({ from: i, to: end, text: `"${REDACTED}"` });
      } else if (frame && pairRole(field) === 'value') {
        (frame.values ??= []).push({ from: i, to: end, text: `"${REDACTED}"` });
        frame.unnamed = true;
      }
      i = end;
    }
  }
  for (const open of frames) close(open, spans, context.cut);
  return replaceSpans(text, spans);
}

/** Whether a string holds an `@`, or escapes that may hide a name. */
function isOdd(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x40 || (code === 0x5c && text.charCodeAt(i + 1) === 0x75)) return true;
  }
  return false;
}

/** Notes what a string in an object says of those beside it. */
function notePair(frame: Frame, text: string, field: string, from: number, to: number, closed: boolean, context: RedactionContext): void {
  const role = pairRole(field);
  if (role === 'value' || role === 'content') {
    (frame.values ??= []).push({ from, to, text: closed ? `"${REDACTED}"` : `"${REDACTED}` });
    if (role === 'value') frame.unnamed = true;
  } else if (role === 'name' && closed) {
    const kind = kindOfValue(text.slice(from + 1, to - 1), context);
    if (frame.named === null || kind !== 'plain') frame.named = kind;
  }
}

function kindOfValue(content: string, { rules }: RedactionContext): NameKind {
  if (content.length > 256) return 'plain';
  const name = unescape(content);
  return name !== null && mayBeName(name) ? rules.kindOfField(name) : 'plain';
}

/** At the end of an object its values are secret when a name beside them says so; of one that was cut, also when none was said yet. */
function close(frame: Frame, spans: Span[], cut: boolean): void {
  if (frame.isArray || !frame.values) return;
  if ((frame.named !== null && frame.named !== 'plain') || (cut && frame.named === null && frame.unnamed)) spans.push(...frame.values);
}

function isSecretValue(text: string, from: number, to: number, kind: NameKind): boolean {
  if (kind === 'secret') return true;
  const first = text[from];
  if (first === '{') return false;
  if (first === '[') return text[skipSpace(text, from + 1)] !== '{';
  if (first !== '"') return !/^(?:true|false|null|-?\d{0,5})$/.test(text.slice(from, to).trim());
  const content = text.slice(from + 1, text[to - 1] === '"' && to > from + 1 ? to - 1 : to);
  return content !== '' && !(kind === 'shape' && isHarmlessWord(content) && to < text.length);
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
    const stop = /[,}\]\r\n]/g;
    stop.lastIndex = from;
    return stop.exec(text)?.index ?? text.length;
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
