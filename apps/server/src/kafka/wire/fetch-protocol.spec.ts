import { Writer } from '@platformatic/kafka';
import { decodeFetch, encodeFetch, FETCH_BY_ID, FETCH_BY_NAME } from './fetch-protocol.js';

const ID = '3d2e53e9-79ff-4914-91a6-ef7317734477';
const records = Buffer.from('record batches');

/** An answer by the protocol's published schema. */
function answer(version: 11 | 13): Buffer {
  const compact = version === FETCH_BY_ID;
  const writer = Writer.create();
  if (compact) writer.appendTaggedFields();
  writer.appendInt32(25).appendInt16(0).appendInt32(0);
  writer.appendArray(
    [0, 1],
    (w, index) => {
      if (compact) w.appendUUID(ID);
      else w.appendString('orders', false);
      w.appendArray(
        [index],
        (p, partition) => {
          p.appendInt32(partition).appendInt16(index === 0 ? 0 : 29).appendInt64(100n).appendInt64(90n).appendInt64(3n);
          p.appendArray([1n], (a, producer) => a.appendInt64(producer).appendInt64(42n), compact, compact);
          p.appendInt32(-1).appendBytes(index === 0 ? records : null, compact);
        },
        compact,
        compact,
      );
    },
    compact,
    compact,
  );
  if (compact) writer.appendTaggedFields();
  return writer.buffer;
}

test.each([FETCH_BY_ID, FETCH_BY_NAME] as const)('an answer of version %i is read as the schema says', (version) => {
  const topic = version === FETCH_BY_ID ? ID : 'orders';
  const common = { topic, highWatermark: 100n, logStartOffset: 3n, abortedTransactions: [{ producerId: 1n, firstOffset: 42n }] };
  expect(decodeFetch(version, answer(version))).toEqual({
    throttleMs: 25,
    errorCode: 0,
    partitions: [
      { ...common, partition: 0, errorCode: 0, records },
      { ...common, partition: 1, errorCode: 29, records: Buffer.alloc(0) },
    ],
  });
});

test('an answer that is cut off is an error', () => {
  const whole = answer(FETCH_BY_ID);
  expect(() => decodeFetch(FETCH_BY_ID, whole.subarray(0, whole.length - 20))).toThrow(RangeError);
});

test('a request asks for committed records of each partition from its offset', () => {
  const body = encodeFetch(FETCH_BY_NAME, { maxWaitMs: 500, minBytes: 1, maxBytes: 1_000, topics: [{ topic: 'orders', partitions: [{ partition: 3, fetchOffset: 77n, maxBytes: 99 }] }] });
  expect(body.subarray(0, 16).toString('hex')).toBe('ffffffff000001f400000001000003e8');
  expect(body.readInt8(16)).toBe(1);
  const at = body.indexOf('orders') + 'orders'.length;
  expect(body.readInt32BE(at)).toBe(1);
  expect(body.readInt32BE(at + 4)).toBe(3);
  expect(body.readBigInt64BE(at + 12)).toBe(77n);
  expect(body.readInt32BE(at + 28)).toBe(99);
});
