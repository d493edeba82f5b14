import { writtenBetween } from './written-between.js';

const reading = (rows: number, wal: [number, number][] | null, sizeBytes = 1_000) => ({ rows: BigInt(rows), sizeBytes, wal: wal && new Map(wal.map(([pid, bytes]) => [pid, BigInt(bytes)])) });

test('rows and log bytes are counted from reading to reading', () => {
  expect(writtenBetween(reading(10, [[1, 500]]), reading(25, [[1, 700]]))).toEqual({ rows: 15, bytes: 200 });
});

test('a new connection, and one that got the number of an old one, count whole; one that is gone counts no more', () => {
  expect(writtenBetween(reading(0, [[1, 500], [2, 900]]), reading(0, [[2, 40], [3, 7]]))).toEqual({ rows: 0, bytes: 47 });
});

test('counters that went back say nothing', () => {
  expect(writtenBetween(reading(10, null), reading(9, null))).toBeNull();
});

test('where the log is not told, growth stands in, and shrinking is no writing', () => {
  expect(writtenBetween(reading(1, null, 1_000), reading(2, null, 1_600))).toEqual({ rows: 1, bytes: 600 });
  expect(writtenBetween(reading(1, null, 1_000), reading(2, null, 100))).toEqual({ rows: 1, bytes: 0 });
});
