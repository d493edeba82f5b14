import { emptyRows, type RecordedBatch } from '@contraflow/store';
import { Announcer } from './announcer.js';

const recorded = (recordedAt: number): RecordedBatch[] => [
  { source: 's', epoch: 1, expected: 0n, next: 1n, rows: emptyRows(), bytes: 0, recordedAt },
];

test('transactions are announced in the order of their moments, whichever commits first', () => {
  const announcer = new Announcer();
  const seen: number[] = [];
  announcer.committed$.subscribe((batches) => seen.push(batches[0]!.recordedAt));
  const [first, failed, last] = [announcer.begin(), announcer.begin(), announcer.begin()];
  announcer.end(last, recorded(last.recordedAt));
  announcer.end(failed, null);
  expect(seen).toEqual([]);
  announcer.end(first, recorded(first.recordedAt));
  expect(seen).toEqual([first.recordedAt, last.recordedAt]);
});

test('no two transactions carry the same moment', () => {
  const announcer = new Announcer();
  const moments = Array.from({ length: 100 }, () => announcer.begin().recordedAt);
  expect(new Set(moments).size).toBe(100);
});
