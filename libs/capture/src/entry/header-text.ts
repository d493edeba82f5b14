import { HEADER_LIMITS, type HttpHeaders } from '@contraflow/contract';
import type { ByteWriter } from './byte-writer.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

const OTHER = 0;
const PLAIN = 1;
/** What a byte is within a JSON string: itself, or {@link QUOTE}, {@link BACKSLASH}, or something to look closer at. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => (byte === QUOTE || byte === BACKSLASH ? byte : byte >= 0x20 && byte <= 0x7e ? PLAIN : OTHER));

/** Writes header fields as JSON.stringify would, without making the text first. */
export function writeHeaders(out: ByteWriter, headers: HttpHeaders): void {
  out.byte(OPEN);
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i] as HttpHeaders[number];
    if (i > 0) out.byte(COMMA);
    out.byte(OPEN);
    writeString(out, name);
    out.byte(COMMA);
    writeString(out, value);
    out.byte(CLOSE);
  }
  out.byte(CLOSE);
}

function writeString(out: ByteWriter, value: string): void {
  out.ensure(value.length * 6 + 2);
  const { bytes } = out;
  let at = out.at;
  bytes[at++] = QUOTE;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return out.utf8(JSON.stringify(value));
    if (code === QUOTE || code === BACKSLASH) bytes[at++] = BACKSLASH;
    bytes[at++] = code;
  }
  bytes[at++] = QUOTE;
  out.at = at;
}

/**
 * Whether these bytes are header fields within the contract's bounds, in the plain form that nearly all have: printable
 * ASCII as JSON.stringify writes it. False says only that somebody has to look closer.
 */
export function arePlainHeaders(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 2 || bytes[from] !== OPEN || bytes[to - 1] !== CLOSE) return false;
  const last = to - 1;
  let at = from + 1;
  if (at === last) return true;
  for (let fields = 1; ; fields++) {
    if (fields > HEADER_LIMITS.fields || bytes[at] !== OPEN) return false;
    const name = plainStringEnd(bytes, at + 1, last, HEADER_LIMITS.name);
    if (name === -1 || bytes[name] !== COMMA) return false;
    const value = plainStringEnd(bytes, name + 1, last, HEADER_LIMITS.value);
    if (value === -1 || bytes[value] !== CLOSE) return false;
    at = value + 1;
    if (at === last) return true;
    if (bytes[at++] !== COMMA) return false;
  }
}

/** Where a plain JSON string that begins at `at` ends, before `end`; -1 when it is none, or longer than `limit`. */
function plainStringEnd(bytes: Uint8Array, at: number, end: number, limit: number): number {
  if (bytes[at] !== QUOTE) return -1;
  // An escape has two bytes, so this is never more than the characters may be.
  const stop = Math.min(end, at + 1 + limit + 1);
  for (let i = at + 1; i < stop; i++) {
    const kind = KIND[bytes[i] as number] as number;
    if (kind === PLAIN) continue;
    if (kind === QUOTE) return i + 1;
    if (kind === OTHER) return -1;
    const next = bytes[++i];
    if (next !== QUOTE && next !== BACKSLASH) return -1;
  }
  return -1;
}
