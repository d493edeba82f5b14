import { EntryEncoder, type SpoolEntry } from '@contraflow/capture';
import { ENTRIES_TYPE, NDJSON_TYPE } from '@contraflow/contract';
import { parseBatch } from './parse-batch.js';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;
const SAFE = Number.MAX_SAFE_INTEGER;
const encoder = new EntryEncoder();
const http = {
  kind: 'http', id: '01900000-0000-7000-8000-000000000001', startedAt: NOW, durationNs: 5_000_000, timeToFirstByteNs: null, requestMethod: 'GET', route: '/orders', urlScheme: 'http', urlPath: '/orders',
  urlQuery: '', serverAddress: 'shop', serverPort: 80, clientAddress: '::1', userAgent: 'web/1', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 2, requestHeaders: [], responseHeaders: [],
  requestBody: null, responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop',
};
const send = { kind: 'send', topic: 'orders', partition: 0, offset: '7', sentAt: NOW, durationNs: 1, errorType: null, traceId: null, spanId: null, service: 'shop' };
const drop = { kind: 'drop', dropped: 3, since: NOW, until: NOW, reason: 'full' };

function entries(entry: object): Buffer {
  const bytes = Buffer.from(encoder.encode(entry as SpoolEntry) as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
const bothForms = (entry: object) =>
  Promise.all([parseBatch({ type: ENTRIES_TYPE, bytes: entries(entry) }, 0, NOW), parseBatch({ type: NDJSON_TYPE, bytes: Buffer.from(JSON.stringify(entry)) }, 0, NOW)]);

const YEAR_9999999 = 315_507_000_000_000_000;
test.each([
  ['an exchange', http, { responseBodySize: SAFE }, 'responseBodySize'],
  ['an exchange', http, { responseBodySize: 2 ** 43 + 1 }, 'responseBodySize'],
  ['an exchange', http, { requestBodySize: 2 ** 62 }, 'requestBodySize'],
  ['an exchange', http, { requestBodySize: -1 }, 'requestBodySize'],
  ['an exchange', http, { durationNs: 2 ** 60 }, 'durationNs'],
  ['an exchange', http, { durationNs: SAFE }, 'end'],
  ['an exchange', http, { durationNs: 25 * 3_600e9 }, 'end'],
  ['an exchange', http, { timeToFirstByteNs: 2 ** 60 }, 'timeToFirstByteNs'],
  ['an exchange', http, { startedAt: NOW + 2 * DAY }, 'future'],
  ['an exchange', http, { startedAt: -62_135_596_800_000 }, '400 days'],
  ['an exchange', http, { startedAt: YEAR_9999999 }, 'startedAt'],
  ['an exchange', http, { serverPort: 65_536 }, 'serverPort'],
  ['an exchange', http, { responseStatusCode: 2 ** 31 }, 'responseStatusCode'],
  ['a send', send, { sentAt: YEAR_9999999 }, 'sentAt'],
  ['a send', send, { sentAt: 2.5e14 }, 'future'],
  ['a send', send, { sentAt: -8.64e15 }, '400 days'],
  ['a send', send, { durationNs: SAFE }, 'end'],
  ['a send', send, { durationNs: 2 ** 55 }, 'durationNs'],
  ['a send', send, { partition: 2 ** 31 }, 'partition'],
  ['a send', send, { partition: -1 }, 'partition'],
  ['a send', send, { offset: '9223372036854775808' }, 'offset'],
  ['a send', send, { offset: '-9223372036854775809' }, 'offset'],
  ['a drop', drop, { since: YEAR_9999999 }, 'since'],
  ['a drop', drop, { until: YEAR_9999999 }, 'until'],
  ['a drop', drop, { until: 8.64e15 }, 'future'],
  ['a drop', drop, { since: -8.64e15 }, '400 days'],
  ['a drop', drop, { until: -1e12 }, '400 days'],
  ['a drop', drop, { dropped: SAFE }, 'dropped'],
  ['a drop', drop, { dropped: 2 ** 40 + 1 }, 'dropped'],
  ['a drop', drop, { dropped: 0 }, 'dropped'],
])('%s that cannot be is set aside in either form, with the reason: %#', async (_, plain, wrong, reason) => {
  for (const { rows, count } of await bothForms({ ...plain, ...wrong })) {
    expect(count).toBe(1);
    expect(rows.setAside).toMatchObject([{ position: 0n, reason: expect.stringContaining(reason) as string }]);
    expect(rows.http.length + rows.sends.length + rows.drops.length).toBe(0);
  }
});

test.each([
  ['an exchange', http, { responseBodySize: 2 ** 43, requestBodySize: 2 ** 43 }],
  ['an exchange', http, { durationNs: 3_600e9 }],
  ['an exchange', http, { startedAt: NOW - 399 * DAY }],
  ['a send', send, { partition: 2 ** 31 - 1, offset: '9223372036854775807' }],
  ['a drop', drop, { dropped: 2 ** 40, since: NOW - 30 * DAY }],
])('%s at the bound is taken in either form: %#', async (_, plain, more) => {
  for (const { rows } of await bothForms({ ...plain, ...more })) {
    expect(rows.setAside).toEqual([]);
    expect(rows.http.length + rows.sends.length + rows.drops.length).toBe(1);
  }
});
