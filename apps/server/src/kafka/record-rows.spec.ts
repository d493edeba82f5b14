import { emptyRows, type KafkaRow } from '@contraflow/store';
import { RecordRows } from './record-rows.js';
import { Cursor } from './tail/cursor.js';
import type { WireRecord } from './wire/records.js';

const topic = { name: 'orders', id: '3d2e53e9-79ff-4914-91a6-ef7317734477', ownId: true, internal: false, partitions: [0], leaders: new Map([[0, 1]]) };
const cursor = new Cursor(topic, 'cluster', 0, { source: 's', epoch: 1, next: 0n }, 10n);

function rowOf(record: Partial<WireRecord>, { prefix = 8, redact = [] as string[], copy = false } = {}): KafkaRow {
  const rows = emptyRows();
  const whole = { offset: 10n, timestamp: 5, appendTime: false, key: null, value: null, headers: [], ...record };
  new RecordRows(prefix, redact).add(rows, cursor, whole, 99, copy);
  return rows.kafka[0] as KafkaRow;
}

test('key and value are kept up to the bound, with their true sizes', () => {
  const key = Buffer.from('0123456789');
  const value = Buffer.from([0, 255, 1, 2, 3, 4, 5, 6, 7]);
  const row = rowOf({ key, value });
  expect(row).toMatchObject({ key: key.subarray(0, 8), keySize: 10, keyTruncated: true, value: value.subarray(0, 8), bodySize: 9, valueTruncated: true });
  expect(rowOf({ key: Buffer.alloc(0), value: Buffer.from('12345678') })).toMatchObject({ key: Buffer.alloc(0), keySize: 0, keyTruncated: false, valueTruncated: false });
});

test('a null value is a tombstone, an empty one is not', () => {
  expect(rowOf({ value: null })).toMatchObject({ tombstone: true, value: null, bodySize: 0 });
  expect(rowOf({ value: Buffer.alloc(0) })).toMatchObject({ tombstone: false, value: Buffer.alloc(0), bodySize: 0 });
});

test('a value in Confluent’s framing names its schema', () => {
  expect(rowOf({ value: Buffer.from([0, 0, 0, 1, 2, 9, 9]) }).schemaId).toBe(258);
  expect(rowOf({ value: Buffer.from([1, 0, 0, 1, 2, 9]) }).schemaId).toBeNull();
  expect(rowOf({ value: Buffer.from([0, 0, 0]) }).schemaId).toBeNull();
});

test('the first valid traceparent of the headers is the trace; headers keep order and duplicates', () => {
  const headers: [string, Buffer | null][] = [
    ['b', Buffer.from('1')],
    ['traceparent', Buffer.from('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')],
    ['b', null],
  ];
  expect(rowOf({ headers })).toMatchObject({ headers, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' });
  expect(rowOf({ headers: [['traceparent', Buffer.from([0xff])]] })).toMatchObject({ traceId: null, spanId: null });
});

test('records that lay there before we looked are not live', () => {
  expect(rowOf({ offset: 9n }).live).toBe(false);
  expect(rowOf({ offset: 10n }).live).toBe(true);
});

test('a copied row holds none of the fetched bytes', () => {
  const fetched = Buffer.alloc(1_000, 'x');
  const row = rowOf({ value: fetched.subarray(0, 4), headers: [['h', fetched.subarray(5, 6)]] }, { copy: true });
  expect([row.value?.buffer, row.headers[0]?.[1]?.buffer].includes(fetched.buffer)).toBe(false);
});

describe('with fields to redact', () => {
  const options = { prefix: 4_096, redact: ['iban'] };
  test('their values are gone from JSON, also behind a schema’s framing and where the value was cut', () => {
    const json = '{"iban":"DE0212","amount":1}';
    expect(rowOf({ value: Buffer.from(json) }, options).value?.toString()).toBe('{"iban":"[redacted]","amount":1}');
    const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from(json)]);
    expect(rowOf({ value: framed }, options).value?.subarray(5).toString()).toBe('{"iban":"[redacted]","amount":1}');
    expect(rowOf({ value: Buffer.from(json) }, { ...options, prefix: 12 }).value?.toString()).not.toContain('DE0');
  });
  test('what is not JSON stays byte-exact', () => {
    const value = Buffer.from([1, 2, 0xff, 0]);
    expect(rowOf({ value }, options).value).toEqual(value);
  });
});
