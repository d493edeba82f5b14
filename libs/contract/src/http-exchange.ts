import { z } from 'zod';
import { BodyPrefix, ByteSize } from './bytes.js';
import { SpanId, TraceId, UuidV7 } from './ids.js';
import { Instant, Nanoseconds } from './time.js';

const text = (limit: number) => z.string().max(limit);

/** Header fields in the order they came, duplicates kept. */
export const HttpHeaders = z.array(z.tuple([text(256), text(16_384)])).max(256);
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
  requestMethod: text(32),
  /** Low-cardinality template such as `/orders/{id}`; never the raw path. */
  route: text(512),
  urlScheme: text(16),
  urlPath: text(8_192),
  /** Without the leading `?`; empty when there is none. */
  urlQuery: text(8_192),
  serverAddress: text(256),
  serverPort: z.number().int().min(0).max(65_535),
  clientAddress: text(256),
  userAgent: text(1_024),
  /** Null when there was no answer; then `errorType` says why. */
  responseStatusCode: z.number().int().min(100).max(999).nullable(),
  requestBodySize: ByteSize,
  responseBodySize: ByteSize,
  requestHeaders: HttpHeaders,
  responseHeaders: HttpHeaders,
  requestBody: BodyPrefix.nullable(),
  responseBody: BodyPrefix.nullable(),
  /** Null on success; a status code as text for 5xx; else a word such as `upstream_refused`. */
  errorType: text(128).nullable(),
  traceId: TraceId.nullable(),
  spanId: SpanId.nullable(),
  /** The called service: the upstream's or the embedding service's name. */
  service: text(128).min(1),
});
export type HttpExchange = z.infer<typeof HttpExchange>;
