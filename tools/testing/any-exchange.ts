import fc from 'fast-check';
import { HEADER_LIMITS, HTTP_TEXT_LIMITS, MOST_BYTES, type HttpExchange } from '@contraflow/contract';

const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 3 });
/** Mostly what traffic has; now and then anything that a string may hold but lone surrogates. */
const text = (limit: number, minLength = 0) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength, maxLength: Math.min(limit, 40) }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength, maxLength: Math.min(limit / 2, 20) }) },
    { weight: 1, arbitrary: fc.constantFrom('a'.repeat(limit), '"\\'.repeat(limit / 2), 'ü'.repeat(limit)) },
  );
const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER));
const size = fc.oneof(fc.nat(), fc.maxSafeNat().map((value) => value % MOST_BYTES), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, MOST_BYTES - 1, MOST_BYTES));
/** Up to twenty hours: it has to have ended by tomorrow. */
const duration = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 72_000_000 }).map((ms) => ms * 1_000_000 + 1), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32));
const hex = (digits: number) => fc.oneof(fc.bigInt(1n, 16n ** BigInt(digits) - 1n), fc.constant(1n)).map((value) => value.toString(16).padStart(digits, '0'));
const headers = fc.array(fc.tuple(text(HEADER_LIMITS.name), text(40)), { maxLength: 6 });
const body = nullable(fc.record({ base64: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')), truncated: fc.boolean() }));

/** Any exchange of the minutes around `now` that the contract's schema takes. */
export const anyExchange = (now: number): fc.Arbitrary<HttpExchange> =>
  fc.record({
    kind: fc.constant('http' as const),
    id: fc.uuid({ version: 7 }),
    // To the microsecond, as clocks here give it.
    startedAt: fc.integer({ min: -60_000_000, max: 60_000_000 }).map((micros) => Math.round(now * 1_000 + micros) / 1_000),
    durationNs: duration,
    timeToFirstByteNs: nullable(count),
    requestMethod: text(HTTP_TEXT_LIMITS.requestMethod),
    route: text(HTTP_TEXT_LIMITS.route),
    urlScheme: text(HTTP_TEXT_LIMITS.urlScheme),
    urlPath: text(HTTP_TEXT_LIMITS.urlPath),
    urlQuery: text(HTTP_TEXT_LIMITS.urlQuery),
    serverAddress: text(HTTP_TEXT_LIMITS.serverAddress),
    serverPort: fc.nat(65_535),
    clientAddress: text(HTTP_TEXT_LIMITS.clientAddress),
    userAgent: text(HTTP_TEXT_LIMITS.userAgent),
    responseStatusCode: nullable(fc.integer({ min: 100, max: 999 })),
    requestBodySize: size,
    responseBodySize: size,
    requestHeaders: headers,
    responseHeaders: headers,
    requestBody: body,
    responseBody: body,
    errorType: nullable(text(HTTP_TEXT_LIMITS.errorType)),
    traceId: nullable(hex(32)),
    spanId: nullable(hex(16)),
    service: text(HTTP_TEXT_LIMITS.service, 1),
    exchangeKind: fc.constantFrom('response', 'response', 'stream', 'tunnel'),
    parentSpanId: nullable(hex(16)),
    spanKind: nullable(fc.constantFrom('internal', 'server', 'client', 'producer', 'consumer')),
    origin: nullable(fc.constantFrom('gateway', 'middleware', 'otlp', 'import')),
    closedBy: nullable(fc.constantFrom('caller', 'service', 'gateway')),
    closeCode: nullable(fc.nat(65_535)),
    requestBodyNote: nullable(text(HTTP_TEXT_LIMITS.requestBodyNote)),
    responseBodyNote: nullable(text(HTTP_TEXT_LIMITS.responseBodyNote)),
  });
