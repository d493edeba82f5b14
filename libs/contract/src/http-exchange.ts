import { z } from 'zod';
import { BodyPrefix, ByteSize } from './bytes.js';
import { SpanId, TraceId, UuidV7 } from './ids.js';
import { Instant, Nanoseconds } from './time.js';

/** Longest text of each field, in characters. */
export const HTTP_TEXT_LIMITS = {
  requestMethod: 32, route: 512, service: 128, errorType: 128, userAgent: 1_024, clientAddress: 256,
  urlScheme: 16, urlPath: 8_192, urlQuery: 8_192, serverAddress: 256,
} as const;

/** Fields of a head, and the longest name and value, in characters. */
export const HEADER_LIMITS = { fields: 256, name: 256, value: 16_384 } as const;

const text = (field: keyof typeof HTTP_TEXT_LIMITS) => z.string().max(HTTP_TEXT_LIMITS[field]);

/** Header fields in the order they came, duplicates kept. */
export const HttpHeaders = z.array(z.tuple([z.string().max(HEADER_LIMITS.name), z.string().max(HEADER_LIMITS.value)])).max(HEADER_LIMITS.fields);
export type HttpHeaders = z.infer<typeof HttpHeaders>;

/** One REST request with its response, as captured at the edge, already redacted. */
export const HttpExchange = z.object({
  kind: z.literal('http'),
  /** UUIDv7 whose millisecond is that of `startedAt`. */
  id: UuidV7,
  startedAt: Instant,
  /** From the first byte of the request to the last of the response. */
  durationNs: Nanoseconds,
  timeToFirstByteNs: Nanoseconds.nullable(),
  requestMethod: text('requestMethod'),
  /** Low-cardinality template such as `/orders/{id}`; never the raw path. */
  route: text('route'),
  urlScheme: text('urlScheme'),
  urlPath: text('urlPath'),
  /** Without the leading `?`; empty when there is none. */
  urlQuery: text('urlQuery'),
  serverAddress: text('serverAddress'),
  serverPort: z.number().int().min(0).max(65_535),
  clientAddress: text('clientAddress'),
  userAgent: text('userAgent'),
  /** Null when there was no answer; then `errorType` says why. */
  responseStatusCode: z.number().int().min(100).max(999).nullable(),
  requestBodySize: ByteSize,
  responseBodySize: ByteSize,
  requestHeaders: HttpHeaders,
  responseHeaders: HttpHeaders,
  requestBody: BodyPrefix.nullable(),
  responseBody: BodyPrefix.nullable(),
  /** Null on success; a status code as text for 5xx; else a word such as `upstream_refused`. */
  errorType: text('errorType').nullable(),
  traceId: TraceId.nullable(),
  spanId: SpanId.nullable(),
  /** The called service: the upstream's or the embedding service's name. */
  service: text('service').min(1),
});
export type HttpExchange = z.infer<typeof HttpExchange>;
