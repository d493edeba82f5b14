import { writeBodyNote } from '@contraflow/contract';
import type { CapturedBody } from '../entry/captured-exchange.js';
import { redactBody } from '../redact/body.js';
import type { RedactionRules } from '../redact/rules.js';
import { BODY_DROPS, countDrop, type BodyDrop } from './body-drops.js';
import type { BodyTap } from './body-tap.js';
import { charsetOf, looksLikeText, toUtf8 } from './charset.js';
import { codingsOf, decodePrefix } from './decode-prefix.js';
import { type ContentType, mediaTypeMatcher, parseContentType, TEXT_TYPES } from './media-type.js';

/** What is kept of bodies. */
export interface BodyRules {
  /** Bytes kept of each body. */
  prefixBytes: number;
  /** Says of a media type whether its bodies are kept; of the others only their size. */
  keeps(mediaType: string): boolean;
}

export const DEFAULT_PREFIX_BYTES = 4_096;

export function bodyRules(options: { prefixBytes?: number; contentTypes?: readonly string[] } = {}): BodyRules {
  return { prefixBytes: options.prefixBytes ?? DEFAULT_PREFIX_BYTES, keeps: mediaTypeMatcher(options.contentTypes ?? TEXT_TYPES) };
}

/** The headers that say how a body is to be read. */
export interface BodyHeaders {
  contentType: string | undefined;
  contentEncoding: string | undefined;
}

/**
 * What is stored of a body that has passed: its redacted beginning, out of its content coding and as UTF-8, whatever
 * charset its text had; null when there was none or only its size is kept. A body that cannot be searched for secrets is
 * not stored: a note in brackets in its place says why, and it is counted. Of a compressed one the answer is a promise.
 */
export function keptBody(tap: BodyTap, headers: BodyHeaders, rules: BodyRules, redaction: RedactionRules): CapturedBody | null | Promise<CapturedBody | null> {
  if (tap.size === 0 || rules.prefixBytes === 0) return null;
  const type = parseContentType(headers.contentType);
  const isUntold = type.mediaType === '';
  if (!isUntold && !rules.keeps(type.mediaType)) return null;
  if (isUntold && !rules.keeps('text/plain')) return null;
  if (type.mediaType.startsWith('multipart/')) return dropped('multipart');
  const codings = codingsOf(headers.contentEncoding);
  if (codings.length === 0) return textOf(tap.prefix(), tap.truncated, type, redaction, '');
  return decodePrefix(codings, tap.prefix(), rules.prefixBytes).then((decoded) =>
    typeof decoded === 'string' ? dropped(decoded) : textOf(decoded.bytes, decoded.truncated || tap.truncated, type, redaction, codings.join(',')),
  );
}

function textOf(bytes: Buffer, truncated: boolean, { mediaType, charset: declared }: ContentType, redaction: RedactionRules, coding: string): CapturedBody | null {
  // Of what nobody named the type of, text is kept and of all else the size.
  if (mediaType === '' && !looksLikeText(bytes)) return null;
  const charset = charsetOf(declared, bytes);
  if (charset === 'unknown') return dropped('unknown_charset');
  const text = charset === null ? bytes : toUtf8(bytes, charset, truncated);
  const kept = { bytes: redactBody(text, mediaType, redaction, truncated), truncated };
  return coding === '' && charset === null ? kept : { ...kept, note: writeBodyNote({ coding, ...(charset === null ? {} : { charset }) }) };
}

function dropped(reason: BodyDrop): CapturedBody {
  countDrop(reason);
  return { bytes: Buffer.from(`[not kept: ${BODY_DROPS[reason]}]`), truncated: true, note: writeBodyNote({ dropped: reason }) };
}
