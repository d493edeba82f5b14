import type { FlowDetail, GroupPassage, HttpExchange, LinkedRecord } from '@contraflow/contract';
import { clockShare, clockTicks, headline, ladder } from './ladder.js';

const T0 = 1_700_000_000_000;
const exchange = {
  kind: 'http', id: 'e', startedAt: T0, durationNs: 47e6, timeToFirstByteNs: null, requestMethod: 'POST', route: '/orders', urlScheme: 'http', urlPath: '/orders', urlQuery: '',
  serverAddress: 's', serverPort: 1, clientAddress: 'c', userAgent: 'u', responseStatusCode: 201, requestBodySize: 0, responseBodySize: 0, requestHeaders: [], responseHeaders: [],
  requestBody: null, responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop',
} satisfies HttpExchange;
const group = (consumerGroup: string, passedAt: number | null): GroupPassage => ({ consumerGroup, passed: passedAt !== null, passedAt, recordsBefore: 3, source: 'commits' });
const record = (groups: GroupPassage[]): LinkedRecord => ({
  summary: { kind: 'kafka', id: 'r', clusterId: 'c', topicId: 't', topic: 'orders', partition: 4, offset: '41486', timestamp: T0 + 20, observedAt: T0 + 30, tombstone: false, traceId: null, keyPreview: null, valuePreview: null, bodySize: 1, recordedAt: T0 },
  send: { topic: 'orders', partition: 4, offset: '41486', sentAt: T0 + 20, durationNs: 3e6, errorType: null, traceId: null, spanId: null, service: 'shop' },
  groups,
});
const detail = (groups: GroupPassage[]): FlowDetail => ({ flow: exchange, recordedAt: T0, send: null, groups: [], linked: [record(groups)] });

test('a trace is a ladder by time, with the groups below their record', () => {
  const { rungs } = ladder(detail([group('billing', T0 + 84), group('analytics', null)]));
  expect(rungs.map(({ label, start, end, outcome }) => [label, start, end, outcome])).toEqual([
    ['POST /orders', 0, 47, '201'],
    ['orders / 4 @ 41,486', 20, 23, 'accepted'],
    ['billing', 20, 84, 'passed'],
    ['analytics', 20, null, 'not yet'],
  ]);
});

test('the headline counts records and the groups that are done', () => {
  expect(headline(detail([group('billing', T0 + 84), group('analytics', null)])).rest).toBe(' caused 1 record; 1 of 2 groups are done');
  expect(headline({ ...detail([]), linked: [] }).rest).toBe(' caused no record');
});

test('the clock is logarithmic, from its start to its longest', () => {
  expect(clockShare(0, 1_000)).toBe(0);
  expect(clockShare(1_000, 1_000)).toBe(1);
  expect(clockShare(31, 1_000)).toBeCloseTo(0.5, 1);
  expect(clockTicks(1_500)).toEqual([0, 1, 10, 100, 1_000]);
});
