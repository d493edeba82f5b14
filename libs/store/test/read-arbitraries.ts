import fc from 'fast-check';
import { FIELDS, type Comparison, type FieldName, type FilterNode, type HttpExchange } from '@contraflow/contract';
import type { KafkaRow } from '../src/index.js';
import { exchange, record } from './read-samples.js';

/** Few letters, so that random needles are found; with what escaping gets wrong: wildcards, backslashes, digits, UTF-8. */
const LETTERS = ['a', 'B', 'b', '%', '_', '\\', '0', '3', '/', 'ü', 'Ü', '€', "'", '$'];
const text = (maxLength = 6) => fc.array(fc.constantFrom(...LETTERS), { maxLength }).map((letters) => letters.join(''));
/** Bytes that are not always UTF-8, and hold NUL. */
const bytes = fc.oneof(
  text(8).map((value) => Buffer.from(value)),
  fc.array(fc.constantFrom(0, 1, 0x41, 0x61, 0x5c, 0x30, 0x33, 0xc3, 0xbc, 0xff), { maxLength: 8 }).map((list) => Buffer.from(list)),
);
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const traceId = fc.constantFrom('0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd8448eb211c80319d');
const body = nullable(fc.record({ base64: bytes.map((value) => value.toString('base64')), truncated: fc.boolean() }));

/** Any exchange at `startedAt`. */
export const anyExchange = (startedAt: number): fc.Arbitrary<HttpExchange> =>
  fc.record({
    startedAt: fc.constant(startedAt), service: text().map((value) => `s${value}`), requestMethod: fc.constantFrom('GET', 'POST', 'get'), route: text(), urlPath: text(), urlQuery: text(),
    clientAddress: text(), userAgent: text(), responseStatusCode: nullable(fc.constantFrom(100, 200, 204, 404, 500, 503, 999)), responseBodySize: fc.nat(3), durationNs: fc.nat(5).map((n) => n * 1e6),
    errorType: nullable(text()), traceId: nullable(traceId), requestBody: body, responseBody: body,
    exchangeKind: fc.constantFrom('response', 'stream', 'tunnel'),
  }).map(exchange);

/** Any record at `offset`, observed at `observedAt`. */
export const anyRecord = (observedAt: number, offset: bigint): fc.Arbitrary<KafkaRow> =>
  fc.record({
    observedAt: fc.constant(observedAt), offset: fc.constant(offset), topic: text().map((value) => `t${value}`), partition: fc.nat(3), key: nullable(bytes), value: nullable(bytes), traceId: nullable(traceId),
  }).map(record);

const number = fc.oneof(fc.nat(5), fc.constantFrom(200, 404, 500, 1e6, 2e6, 2.5e6, 1e20));
const comparison = fc.constantFrom<Comparison>('=', '<', '<=', '>', '>=');
const lower = (value: string) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const named = (types: string[]) => fc.constantFrom(...(Object.keys(FIELDS) as FieldName[]).filter((name) => types.includes(FIELDS[name].type)));
const known = fc.constantFrom('true', 'false', 'http', 'kafka', 'get', 'post', 'stream', 'response', '0af7651916cd43dd8448eb211c80319c');
const parts = fc.oneof(known.map((value) => [value]), fc.array(text(3).map(lower), { minLength: 1, maxLength: 4 }), text(3).map((value) => ['', lower(value), '']));

const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc.constant<FilterNode>({ type: 'all' }),
  fc.record({ type: fc.constant('number' as const), field: named(['number']), comparison, value: number }),
  fc.record({ type: fc.constant('text' as const), field: named(['text', 'bytes']), parts }),
  fc.record({ type: fc.constant('exists' as const), field: named(['text', 'bytes', 'number']) }),
  fc.record({ type: fc.constant('free' as const), needle: fc.oneof(text(3), fc.constantFrom('303', '\\303', '000', '\\0')).filter((value) => value !== '').map(lower) }),
);

/** Any filter that the language can say, as its tree. */
export const anyFilter: fc.Arbitrary<FilterNode> = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    fc.record({ type: fc.constant('not' as const), node: tie('node') }),
  ),
})).node;
