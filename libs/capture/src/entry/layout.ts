import { POSTGRES_EPOCH_MS } from '@contraflow/contract';

/** Microseconds since 2000 of a moment in epoch milliseconds, and back: the nearest double, so that both ways end where they began. */
export const toMicros = (epochMs: number): number => Math.round((epochMs - POSTGRES_EPOCH_MS) * 1_000);
export const toEpochMs = (micros: number): number => (micros + POSTGRES_EPOCH_MS * 1_000) / 1_000;

/** Where the fields of fixed length stand in an exchange's bytes, counted from its version: the lengths, not the values. */
export const AT = {
  id: 1, startedAt: 21, durationNs: 33, requestBodySize: 45, responseBodySize: 57, serverPort: 69,
  requestBodyTruncated: 77, responseBodyTruncated: 82, exchangeKind: 87,
  /** The first of the fields that have to be walked over. */
  walk: 92,
} as const;

/** Fields behind {@link AT}.walk, in their order. */
export const WALKED = {
  responseStatusCode: 0, timeToFirstByteNs: 1, traceId: 2, spanId: 3,
  requestMethod: 4, route: 5, service: 6, errorType: 7, userAgent: 8, clientAddress: 9,
  urlScheme: 10, urlPath: 11, urlQuery: 12, serverAddress: 13,
  parentSpanId: 14, spanKind: 15, origin: 16, closedBy: 17, closeCode: 18, requestBodyNote: 19, responseBodyNote: 20,
  requestHeaders: 21, responseHeaders: 22, requestBody: 23, responseBody: 24,
} as const;
