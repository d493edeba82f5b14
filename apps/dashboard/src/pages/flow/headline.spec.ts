import type { FlowDetail, KafkaRecord } from '@contraflow/contract';
import { headline } from './headline.js';
import { detailOf, exchange, group, record, T0 } from './testing/trace.js';

const passed = group('billing', T0 + 84);
const waiting = group('analytics', null);
const request = { ...record([], 'trace'), summary: { ...exchange({ id: 'other' }), recordedAt: T0 } };
const text = (detail: FlowDetail) => headline(detail).subject + headline(detail).rest.replaceAll('\u00a0', ' ');

test.each<[string, FlowDetail]>([
  ['POST /orders was answered 201 after 47.0 ms', detailOf([])],
  ['POST /orders failed with 503 after 1.84 s', detailOf([], { responseStatusCode: 503, errorType: '503', durationNs: 1.84e9 })],
  ['POST /orders was refused with 422 after 47.0 ms', detailOf([], { responseStatusCode: 422 })],
  ['POST /orders got no answer (upstream_timeout) after 1.00 min', detailOf([], { responseStatusCode: null, errorType: 'upstream_timeout', durationNs: 60e9 })],
  ['POST /orders was answered 201 after 47.0 ms; it caused 1 record: 1 of 2 groups have passed it', detailOf([record([passed, waiting])])],
  ['POST /orders was answered 201 after 47.0 ms; it caused 2 records: 1 of 1 group has passed them', detailOf([record([passed]), record([passed], 'child', '41487')])],
  ['POST /orders was answered 201 after 47.0 ms; it caused 1 record: no group reads its topic', detailOf([record([])])],
  ['POST /orders was answered 201 after 47.0 ms; in its trace: 1 record', detailOf([record([passed, waiting], 'trace')])],
  ['POST /orders was answered 201 after 47.0 ms; it caused 1 record: 1 of 1 group has passed it; also in its trace: 2 records and 1 request', detailOf([record([passed]), record([waiting], 'trace', '1'), record([], 'trace', '2'), request])],
])('%s', (expected, detail) => {
  expect(text(detail)).toBe(expected);
});

test('of a record it says what its own groups have passed, and not that anything caused it', () => {
  const { summary } = record([]);
  const flow = { ...summary, timestampRaw: '1', key: null, keySize: 0, value: null, headers: [], schemaId: null, spanId: null } as unknown as KafkaRecord;
  const detail: FlowDetail = { flow, recordedAt: T0, send: null, groups: [passed, waiting], linked: [request, record([waiting], 'trace', '7')] };
  expect(text(detail)).toBe('orders / 4 @ 41,486 was written; 1 of 2 groups have passed it');
  expect(text({ ...detail, groups: [] })).toBe('orders / 4 @ 41,486 was written; no group reads its topic');
});

test.each([[200, 'good'], [302, 'good'], [404, 'warn'], [503, 'bad'], [null, 'bad']] as const)('status %s is told as %s', (responseStatusCode, tone) => {
  expect(headline(detailOf([], { responseStatusCode })).tone).toBe(tone);
});
