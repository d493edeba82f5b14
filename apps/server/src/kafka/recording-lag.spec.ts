import { Cursor } from './tail/cursor.js';
import { RecordingLag } from './recording-lag.js';

const topic = { name: 'orders', id: 'id', ownId: true, internal: false, partitions: [0], leaders: new Map([[0, 1]]) };
const at = (passed: bigint) => [new Cursor(topic, 'cluster', 0, { source: 's', epoch: 1, next: passed }, 0n)];
const end = (highWatermark: bigint) => [{ topicId: 'id', topic: 'orders', partition: 0, highWatermark, logStartOffset: 0n, sizeBytes: null }];

test('it is the age of the sweep whose ends are recorded, once that is not the newest', () => {
  const lag = new RecordingLag();
  const now = Date.now() + 100_000;
  lag.swept(now, end(10n));
  expect(lag.seconds(now + 1_000, at(10n))).toBe(0);
  lag.swept(now + 5_000, end(20n));
  expect(lag.seconds(now + 6_000, at(10n))).toBe(0);
  lag.swept(now + 10_000, end(30n));
  expect(lag.seconds(now + 11_000, at(10n))).toBe(10);
  expect(lag.seconds(now + 12_000, at(20n))).toBe(0);
  expect(lag.seconds(now + 13_000, at(30n))).toBe(0);
});

test('partitions that another recorder holds do not count', () => {
  const lag = new RecordingLag();
  lag.swept(0, end(10n));
  lag.swept(5_000, end(20n));
  expect(lag.seconds(60_000, [])).toBe(0);
});

test('each partition has a lag of its own, in records and in seconds', () => {
  const lag = new RecordingLag();
  const now = Date.now() + 100_000;
  const cursors = [0, 1].map((partition) => new Cursor(topic, 'cluster', partition, { source: 's', epoch: 1, next: 10n }, 0n));
  const ends = (first: bigint) => [...end(first), ...end(10n).map((part) => ({ ...part, partition: 1 }))];
  lag.swept(now, ends(10n));
  lag.swept(now + 5_000, ends(20n));
  lag.swept(now + 10_000, ends(40n));
  expect(lag.byPartition(now + 12_000, cursors)).toEqual([
    { topic: 'orders', partition: 0, records: 30, seconds: 12 },
    { topic: 'orders', partition: 1, records: 0, seconds: 0 },
  ]);
});
