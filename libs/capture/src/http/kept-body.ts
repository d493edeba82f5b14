import type { CapturedBody } from '../entry/captured-exchange.js';
import { redactBody } from '../redact/body.js';
import type { RedactionRules } from '../redact/rules.js';
import type { BodyTap } from './body-tap.js';
import { decodePrefix } from './decode-prefix.js';
import { isByteOriented, mediaTypeMatcher, parseContentType, TEXT_TYPES } from './media-type.js';

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
 * What is stored of a body that has passed: its redacted beginning; null when there was none or only its size is kept.
 * A body that cannot be searched for secrets is not stored: a note in brackets in its place says why. A compressed one
 * is stored decompressed, and then the answer is a promise.
 */
export function keptBody(tap: BodyTap, headers: BodyHeaders, rules: BodyRules, redaction: RedactionRules): CapturedBody | null | Promise<CapturedBody> {
  if (tap.size === 0 || rules.prefixBytes === 0) return null;
  const { mediaType, charset } = parseContentType(headers.contentType);
  if (!rules.keeps(mediaType)) return null;
  if (mediaType.startsWith('multipart/')) return note('its parts cannot be redacted');
  if (!isByteOriented(charset)) return note(`text in ${charset} cannot be redacted`);
  const coding = headers.contentEncoding?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return redacted(tap.prefix(), tap.truncated, mediaType, redaction);
  return decodePrefix(coding, tap.prefix(), rules.prefixBytes).then((decoded) =>
    decoded ? redacted(decoded.bytes, decoded.truncated || tap.truncated, mediaType, redaction) : note(`its coding ${coding} could not be undone, so it could not be redacted`),
  );
}

function redacted(bytes: Buffer, truncated: boolean, mediaType: string, redaction: RedactionRules): CapturedBody {
  if (isUtf16(bytes)) return note('text in UTF-16 cannot be redacted');
  return { bytes: redactBody(bytes, mediaType, redaction, truncated), truncated };
}

const isUtf16 = (bytes: Buffer) => bytes.length >= 2 && (bytes[0] === 0 || bytes[1] === 0 || (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));

const note = (why: string): CapturedBody => ({ bytes: Buffer.from(`[not kept: ${why}]`), truncated: true });
