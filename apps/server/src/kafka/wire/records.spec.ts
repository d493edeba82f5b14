import { marker, recordBatch, xerial, type TestBatch } from '../../../test/kafka-support/record-batch.js';
import { decompress } from './codecs.js';
import { lastOffsetOf, recordBatches } from './record-batches.js';
import { recordsOf } from './records.js';

async function read(batch: TestBatch) {
  const [header] = [...recordBatches(recordBatch(batch))];
  if (!header) throw new Error('no batch');
  return [...recordsOf(header, await decompress(header.codec, header.payload))];
}

test.each([0, 1, 2, 3, 4])('records compressed with codec %i come out byte for byte', async (codec) => {
  const value = Buffer.from([0, 255, 254, 0, 128]);
  const [first, second] = await read({
    codec,
    baseOffset: 7_000_000_000n,
    baseTimestamp: 1_700_000_000_000n,
    records: [
      { key: Buffer.alloc(0), value, headers: [['a', Buffer.from('1')], ['b', null], ['a', Buffer.from('2')]], timestampDelta: 5 },
      { key: null, value: null, offsetDelta: 3 },
    ],
  });
  expect(first).toEqual({ offset: 7_000_000_000n, timestamp: 1_700_000_000_005, appendTime: false, key: Buffer.alloc(0), value, headers: [['a', Buffer.from('1')], ['b', null], ['a', Buffer.from('2')]] });
  expect(second).toMatchObject({ offset: 7_000_000_003n, key: null, value: null, headers: [] });
});

test('snappy in the frame of Java’s producer is read, over several blocks', async () => {
  const data = Buffer.alloc(100_000, 'contraflow ');
  expect(await decompress(2, xerial(data))).toEqual(data);
});

test.each([1, 2, 3, 4])('codec %i does not decompress beyond the bound', async (codec) => {
  const batch = recordBatch({ codec, records: [{ value: Buffer.alloc(3_000_000) }] });
  const [header] = [...recordBatches(batch)];
  await expect(decompress(codec, header?.payload as Buffer, 1_000_000)).rejects.toThrow();
});

test('the broker’s time of appending stands for the record’s own where the topic says so', async () => {
  const [record] = await read({ appendTime: true, maxTimestamp: 5_000n, records: [{ value: Buffer.from('x'), timestampDelta: 9 }] });
  expect(record).toMatchObject({ timestamp: 5_000, appendTime: true });
});

test.each<[baseTimestamp: bigint, delta: bigint, timestamp: number | bigint]>([
  [1_700_000_000_000n, 5n, 1_700_000_000_005],
  [-1n, 0n, -1],
  [1_700_000_000_000_000_001n, 2n, 1_700_000_000_000_000_003n],
  [0n, 1_700_000_000_000_000_003n, 1_700_000_000_000_000_003n],
  [9_007_199_254_740_990n, 7n, 9_007_199_254_740_997n],
  [9_223_372_036_854_775_807n, -9_223_372_036_854_775_807n, 0],
  [-1n, -9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n],
  [1_700_000_000_000n, -4_503_599_627_370_497n, -4_501_899_627_370_497],
])('a time of %s and a delta of %s is exactly %s', async (baseTimestamp, timestampDelta, timestamp) => {
  expect(await read({ baseTimestamp, records: [{ value: null, timestampDelta }] })).toMatchObject([{ timestamp }]);
});

test('a batch that is cut off is left for the next fetch', () => {
  const whole = recordBatch({ baseOffset: 4n, records: [{ value: Buffer.from('x') }] });
  const cut = recordBatch({ baseOffset: 5n, records: [{ value: Buffer.alloc(100) }] }).subarray(0, 90);
  expect(lastOffsetOf(Buffer.concat([whole, cut]))).toBe(4n);
  expect(lastOffsetOf(cut)).toBeNull();
});

test('the last offset is that of the batch, also where compaction took its last records or it is a marker', () => {
  expect(lastOffsetOf(recordBatch({ baseOffset: 10n, lastOffsetDelta: 90, records: [{ value: Buffer.from('x') }] }))).toBe(100n);
  expect(lastOffsetOf(recordBatch({ baseOffset: 10n, lastOffsetDelta: 5, records: [] }))).toBe(15n);
  expect(lastOffsetOf(marker(11n, 1n, true))).toBe(11n);
});

test.each([
  ['a record longer than its batch', Buffer.from([0xfe, 0x01, 0, 0])],
  ['a number that never ends', Buffer.alloc(20, 0xff)],
  ['more headers than bytes', Buffer.from([0x0e, 0, 0, 0, 1, 1, 0xfe, 0x01])],
])('%s is an error and not an endless read', (_, payload) => {
  const [header] = [...recordBatches(recordBatch({ records: [], count: 1, payload }))];
  if (!header) throw new Error('no batch');
  expect(() => [...recordsOf(header, header.payload)]).toThrow(RangeError);
});
