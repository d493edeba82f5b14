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
