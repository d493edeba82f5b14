import { EXCHANGE_VERSION, HTTP_TEXT_LIMITS, LETTERS, MOST_BYTES } from '@contraflow/contract';
import type { EntryBytes } from './entry-bytes.js';
import { arePlainHeaders } from './header-text.js';
import { AT, toEpochMs } from './layout.js';

/** The upper 32 bits of 2^53: from there on a double does not hold each whole number. */
const UNSAFE_HIGH = 0x20_0000;
/** The upper 32 bits of MOST_BYTES; that very number itself is left to the schema. */
const TOO_LARGE_HIGH = MOST_BYTES / 2 ** 32;
const NO = -1;

/** For each byte 1 when it is a letter of that field. */
const lettersOf = (field: keyof typeof LETTERS) => {
  const known = new Uint8Array(256);
  for (const letter of Object.values(LETTERS[field])) known[letter.charCodeAt(0)] = 1;
  return known;
};
const KIND = lettersOf('exchangeKind');
const SPAN_KIND = lettersOf('spanKind');
const ORIGIN = lettersOf('origin');
const CLOSED_BY = lettersOf('closedBy');

/** The moments that an exchange may be of, from its begin to its end, epoch milliseconds. */
export interface TimeBounds {
  oldest: number;
  newest: number;
}

/**
 * Whether the bytes from `from` (the version) to `to` are an exchange that the contract's schema surely takes and Postgres
 * surely stores as it is. It holds for nearly all, for the price of a look at each byte of text. False says only that
 * it is not sure: then the exchange has to be decoded and asked of the schema.
 */
export function isPlainExchange(entry: EntryBytes, from: number, to: number, time: TimeBounds): boolean {
  const { bytes, view } = entry;
  if (to - from < AT.walk) return false;
  const id = from + AT.id;
  if (bytes[from] !== EXCHANGE_VERSION || view.getInt32(id) !== 16 || ((bytes[id + 10] as number) & 0xf0) !== 0x70 || ((bytes[id + 12] as number) & 0xc0) !== 0x80) return false;
  if (view.getInt32(from + AT.startedAt) !== 8) return false;
  const startedAt = toEpochMs(entry.int8(from + AT.startedAt + 4));
  if (!(startedAt >= time.oldest && startedAt <= time.newest)) return false;
  if (!isCount(view, from + AT.durationNs) || !isSize(view, from + AT.requestBodySize) || !isSize(view, from + AT.responseBodySize)) return false;
  if (!(startedAt + entry.int8(from + AT.durationNs + 4) / 1e6 <= time.newest)) return false;
  if (view.getInt32(from + AT.serverPort) !== 4 || view.getUint32(from + AT.serverPort + 4) > 65_535) return false;
  if (view.getInt32(from + AT.requestBodyTruncated) !== 1 || view.getInt32(from + AT.responseBodyTruncated) !== 1) return false;
  const requestTruncated = bytes[from + AT.requestBodyTruncated + 4] as number;
  const responseTruncated = bytes[from + AT.responseBodyTruncated + 4] as number;
  if (requestTruncated > 1 || responseTruncated > 1) return false;
  if (view.getInt32(from + AT.exchangeKind) !== 1 || KIND[bytes[from + AT.exchangeKind + 4] as number] !== 1) return false;
  let at = from + AT.walk;
  if ((at = numberEnd(view, at, to, 100, 999)) === NO) return false;
  if ((at = countOrNullEnd(view, at, to)) === NO) return false;
  if ((at = traceEnd(view, at, to, 16)) === NO) return false;
  if ((at = traceEnd(view, at, to, 8)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.requestMethod)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.route)) === NO) return false;
  const service = at;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.service)) === NO || at === service + 4) return false;
  if ((at = isNull(view, at, to) ? at + 4 : textEnd(entry, at, to, HTTP_TEXT_LIMITS.errorType)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.userAgent)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.clientAddress)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.urlScheme)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.urlPath)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.urlQuery)) === NO) return false;
  if ((at = textEnd(entry, at, to, HTTP_TEXT_LIMITS.serverAddress)) === NO) return false;
  if ((at = traceEnd(view, at, to, 8)) === NO) return false;
  if ((at = letterEnd(entry, at, to, SPAN_KIND)) === NO) return false;
  if ((at = letterEnd(entry, at, to, ORIGIN)) === NO) return false;
  if ((at = letterEnd(entry, at, to, CLOSED_BY)) === NO) return false;
  if ((at = numberEnd(view, at, to, 0, 65_535)) === NO) return false;
  if ((at = isNull(view, at, to) ? at + 4 : textEnd(entry, at, to, HTTP_TEXT_LIMITS.requestBodyNote)) === NO) return false;
  if ((at = isNull(view, at, to) ? at + 4 : textEnd(entry, at, to, HTTP_TEXT_LIMITS.responseBodyNote)) === NO) return false;
  if ((at = headersEnd(entry, at, to)) === NO) return false;
  if ((at = headersEnd(entry, at, to)) === NO) return false;
  if ((at = bodyEnd(view, at, to, requestTruncated)) === NO) return false;
  return bodyEnd(view, at, to, responseTruncated) === to;
}

/** An int64 that is a whole number from 0 to 2^53 - 1. */
function isCount(view: DataView, at: number): boolean {
  return view.getInt32(at) === 8 && view.getUint32(at + 4) < UNSAFE_HIGH;
}

/** An int64 that is a size which is believed. */
function isSize(view: DataView, at: number): boolean {
  return view.getInt32(at) === 8 && view.getUint32(at + 4) < TOO_LARGE_HIGH;
}

function isNull(view: DataView, at: number, to: number): boolean {
  return at + 4 <= to && view.getInt32(at) === -1;
}

/** An int32 within bounds, or NULL. */
function numberEnd(view: DataView, at: number, to: number, min: number, max: number): number {
  if (isNull(view, at, to)) return at + 4;
  if (at + 8 > to || view.getInt32(at) !== 4) return NO;
  const value = view.getInt32(at + 4);
  return value >= min && value <= max ? at + 8 : NO;
}

/** One of the letters, or NULL. */
function letterEnd({ bytes, view }: EntryBytes, at: number, to: number, letters: Uint8Array): number {
  if (isNull(view, at, to)) return at + 4;
  return at + 5 <= to && view.getInt32(at) === 1 && letters[bytes[at + 4] as number] === 1 ? at + 5 : NO;
}

function countOrNullEnd(view: DataView, at: number, to: number): number {
  if (isNull(view, at, to)) return at + 4;
  return at + 12 <= to && isCount(view, at) ? at + 12 : NO;
}

/** A trace or span id: so many bytes, not all zero, or NULL. */
function traceEnd(view: DataView, at: number, to: number, length: 8 | 16): number {
  if (isNull(view, at, to)) return at + 4;
  const end = at + 4 + length;
  if (end > to || view.getInt32(at) !== length) return NO;
  for (let i = at + 4; i < end; i += 4) if (view.getInt32(i) !== 0) return end;
  return NO;
}

/** ASCII without NUL: each byte a character. */
function textEnd({ bytes, view }: EntryBytes, at: number, to: number, limit: number): number {
  if (at + 4 > to) return NO;
  const length = view.getUint32(at);
  const end = at + 4 + length;
  if (length > limit || end > to) return NO;
  for (let i = at + 4; i < end; i++) if ((((bytes[i] as number) - 1) >>> 0) > 126) return NO;
  return end;
}

function headersEnd({ bytes, view }: EntryBytes, at: number, to: number): number {
  if (at + 4 > to) return NO;
  const end = at + 4 + view.getUint32(at);
  return end <= to && arePlainHeaders(bytes, at + 4, end) ? end : NO;
}

function bodyEnd(view: DataView, at: number, to: number, truncated: number): number {
  if (isNull(view, at, to)) return truncated === 0 ? at + 4 : NO;
  if (at + 4 > to) return NO;
  const end = at + 4 + view.getUint32(at);
  return end <= to ? end : NO;
}
