import { z } from 'zod';
import { BodyPrefix, ByteSize } from './bytes.js';
import { SpanId, TraceId, UuidV7 } from './ids.js';
import { Instant, Nanoseconds } from './time.js';

/** Longest text of each field, in characters. */
export const HTTP_TEXT_LIMITS = {
  requestMethod: 32, route: 512, service: 128, errorType: 128, userAgent: 1_024, clientAddress: 256,
  urlScheme: 16, urlPath: 8_192, urlQuery: 8_192, serverAddress: 256, requestBodyNote: 128, responseBodyNote: 128,
} as const;

/** Fields of a head, and the longest name and value, in characters. */
export const HEADER_LIMITS = { fields: 256, name: 256, value: 16_384 } as const;

const text = (field: keyof typeof HTTP_TEXT_LIMITS) => z.string().max(HTTP_TEXT_LIMITS[field]);

/** Header fields in the order they came, duplicates kept. */
export const HttpHeaders = z.array(z.tuple([z.string().max(HEADER_LIMITS.name), z.string().max(HEADER_LIMITS.value)])).max(HEADER_LIMITS.fields);
export type HttpHeaders = z.infer<typeof HttpHeaders>;

/**
 * What an exchange was: a `response` that has an end, for which its caller waits; a `stream`, which goes on until somebody
 * has enough of it (server-sent events, a watch); or a `tunnel`, a connection that went over to another protocol (WebSocket).
 */
export const ExchangeKind = z.enum(['response', 'stream', 'tunnel']);
export type ExchangeKind = z.infer<typeof ExchangeKind>;

/** Who ended a stream or a tunnel. */
export const ClosedBy = z.enum(['caller', 'service', 'gateway']);
export type ClosedBy = z.infer<typeof ClosedBy>;

/** What saw an exchange. */
export const Origin = z.enum(['gateway', 'middleware', 'otlp', 'import']);
export type Origin = z.infer<typeof Origin>;

/** The kind of its span, OpenTelemetry's word. */
export const SpanKind = z.enum(['internal', 'server', 'client', 'producer', 'consumer']);
export type SpanKind = z.infer<typeof SpanKind>;

/** The fields that senders of others may leave out, with what is then taken for so. */
export const ORDINARY_EXCHANGE = {
  exchangeKind: 'response', parentSpanId: null, spanKind: null, origin: null, closedBy: null, closeCode: null, requestBodyNote: null, responseBodyNote: null,
} as const;

/** One REST request with its response, as captured at the edge, already redacted. */
export const HttpExchange = z.object({
  kind: z.literal('http'),
  /** UUIDv7 whose millisecond is that of `startedAt`. */
  id: UuidV7,
  startedAt: Instant,
  /** See {@link ExchangeKind}. */
  exchangeKind: ExchangeKind.default(ORDINARY_EXCHANGE.exchangeKind),
  /** From the first byte of the request to the last of the response; of a tunnel, until it was closed. */
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
  /** Bytes of the bodies; of a tunnel, what went through it towards the service, and towards the caller. */
  requestBodySize: ByteSize,
  responseBodySize: ByteSize,
  requestHeaders: HttpHeaders,
  responseHeaders: HttpHeaders,
  requestBody: BodyPrefix.nullable(),
  responseBody: BodyPrefix.nullable(),
  /** How what is kept of a body differs from what passed, see `BodyNote`; null when it does not. */
  requestBodyNote: text('requestBodyNote').nullable().default(null),
  responseBodyNote: text('responseBodyNote').nullable().default(null),
  /** Null on success; a status code as text for 5xx; else a word such as `upstream_refused`. */
  errorType: text('errorType').nullable(),
  traceId: TraceId.nullable(),
  spanId: SpanId.nullable(),
  /** The span that this one is a child of; null when the trace began here, or it is not known. */
  parentSpanId: SpanId.nullable().default(null),
  spanKind: SpanKind.nullable().default(null),
  origin: Origin.nullable().default(null),
  /** Of streams and tunnels: who ended it; null when that is not known. */
  closedBy: ClosedBy.nullable().default(null),
  /** Of WebSockets: the code of the first Close frame (RFC 6455, 7.4), 1005 when it had none; null without such a frame. */
  closeCode: z.number().int().min(0).max(65_535).nullable().default(null),
  /** The called service: the upstream's or the embedding service's name. */
  service: text('service').min(1),
});
export type HttpExchange = z.infer<typeof HttpExchange>;
