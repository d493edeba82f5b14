import { emptyRows } from '@contraflow/store';
import { MemoryRecorder } from '../../../test/kafka-support/memory-recorder.js';
import { CursorBook } from './cursor-book.js';

const topic = { name: 'orders', id: '3d2e53e9-79ff-4914-91a6-ef7317734477', ownId: true, internal: false, partitions: [0], leaders: new Map([[0, 1]]) };
const naming = { kind: 'kafka' as const, source: () => 'source', label: () => 'orders / 0', startAt: () => 3n };
const ends = { logStartOffset: 3n, highWatermark: 9n };
const signal = new AbortController().signal;

test('a cursor that is held is used again, from where it has handed in', async () => {
  const recorder = new MemoryRecorder();
  const book = new CursorBook(recorder, naming);
  const cursor = await book.open('cluster', topic, 0, ends, signal);
  book.handIn(cursor, emptyRows(), 5n, 1);
  cursor.read = 8n;
  expect(await book.open('cluster', topic, 0, ends, signal)).toBe(cursor);
  expect([cursor.read, recorder.claims.length]).toEqual([5n, 1]);
});

test('after a refused fence the source is claimed again, and goes on where the other recorder stopped', async () => {
  const recorder = new MemoryRecorder();
  const book = new CursorBook(recorder, naming);
  const deaths: unknown[] = [];
  book.died$.subscribe((death) => deaths.push(death));
  const cursor = await book.open('cluster', topic, 0, ends, signal);
  const other = await recorder.claim({ source: 'source', kind: 'kafka', label: '', startAt: 0n });
  await recorder.record({ source: 'source', epoch: other.epoch, expected: 3n, next: 6n, rows: emptyRows(), bytes: 1 });
  book.handIn(cursor, emptyRows(), 4n, 1);
  book.handIn(cursor, emptyRows(), 5n, 1);
  await cursor.settled();
  expect(deaths).toEqual([expect.objectContaining({ cursor, fenced: true })]);
  const next = await book.open('cluster', topic, 0, { ...ends, highWatermark: 100n }, signal);
  expect([next.read, next.dead, cursor.dead]).toEqual([6n, false, true]);
  // Looked at first when it ended at 9: what came later was written while we looked.
  expect(next.liveFrom).toBe(9n);
});

test('what expired before it was read is counted, and the position goes to where the log begins', async () => {
  const recorder = new MemoryRecorder();
  const book = new CursorBook(recorder, naming);
  const cursor = await book.open('cluster', topic, 0, ends, signal);
  book.handInExpired(cursor, 7n);
  await cursor.settled();
  expect(recorder.batches[0]?.rows.drops).toEqual([expect.objectContaining({ position: 3n, dropped: 4, reason: expect.stringContaining('offsets 3 to 6') })]);
  expect([cursor.read, recorder.position('source')]).toEqual([7n, 7n]);
});

test('what other tools may see as passed waits for the commit', async () => {
  const recorder = new MemoryRecorder();
  const book = new CursorBook(recorder, naming);
  const cursor = await book.open('cluster', topic, 0, ends, signal);
  book.handIn(cursor, emptyRows(), 5n, 1);
  cursor.read = 6n;
  expect(cursor.passed()).toBe(3n);
  await cursor.settled();
  expect(cursor.passed()).toBe(6n);
});
