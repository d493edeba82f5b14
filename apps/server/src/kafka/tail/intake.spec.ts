import { MemoryRecorder } from '../../../test/kafka-support/memory-recorder.js';
import { marker, recordBatch, type TestRecord } from '../../../test/kafka-support/record-batch.js';
import { RecordRows } from '../record-rows.js';
import type { FetchedSet } from '../wire/fetch-hook.js';
import { CursorBook } from './cursor-book.js';
import { Intake } from './intake.js';

const topic = { name: 'orders', id: '3d2e53e9-79ff-4914-91a6-ef7317734477', ownId: true, internal: false, partitions: [0], leaders: new Map([[0, 1]]) };
const naming = { kind: 'kafka' as const, source: () => 'source', label: () => 'orders / 0', startAt: () => 0n };
const ends = { logStartOffset: 0n, highWatermark: 5n };
const signal = new AbortController().signal;
const values = (...texts: string[]): TestRecord[] => texts.map((text) => ({ value: Buffer.from(text) }));

function set(...batches: Buffer[]): FetchedSet {
  return { offset: '0', fetchOffset: 0n, logStartOffset: 0n, abortedTransactions: [], records: Buffer.concat(batches), observedAt: 1 };
}

async function begin() {
  const recorder = new MemoryRecorder();
  const book = new CursorBook(recorder, naming);
  const cursor = await book.open('cluster', topic, 0, ends, signal);
  const intake = new Intake(recorder, book, new RecordRows(100, []));
  let beats = 0;
  const lease = { heartbeat: async () => void (beats += 1), holds: () => true };
  return { recorder, book, cursor, intake, lease, beats: () => beats };
}

test('the step goes from the position to behind the last record batch, markers and holes included', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  await intake.take(cursor, set(recordBatch({ baseOffset: 2n, lastOffsetDelta: 7, records: values('a', 'b') }), marker(10n, 1n, true)), lease);
  await cursor.settled();
  expect(recorder.rows().map(({ offset }) => offset)).toEqual([2n, 3n]);
  expect(recorder.batches.map(({ expected, next }) => [expected, next])).toEqual([[0n, 11n]]);
});

test('records below the position are skipped', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  cursor.read = cursor.handed = 0n;
  await intake.take(cursor, set(recordBatch({ records: values('a', 'b') })), lease);
  await intake.take(cursor, set(recordBatch({ records: values('a', 'b', 'c') })), lease);
  await cursor.settled();
  expect(recorder.rows().map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
});

test('a large answer goes in as several bounded steps that follow on one another', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  const many = Array.from({ length: 9_000 }, (_, index) => ({ value: Buffer.from(`${index}`) }));
  await intake.take(cursor, set(recordBatch({ codec: 4, records: many })), lease);
  await cursor.settled();
  expect(recorder.rows()).toHaveLength(9_000);
  expect(recorder.batches.map(({ expected, next }) => [expected, next])).toEqual([[0n, 4_000n], [4_000n, 8_000n], [8_000n, 9_000n]]);
});

test.each([
  ['a codec nobody knows', recordBatch({ baseOffset: 1n, lastOffsetDelta: 4, records: [], count: 5, payload: Buffer.from('x') }).fill(7, 22, 23)],
  ['broken zstd', recordBatch({ baseOffset: 1n, lastOffsetDelta: 4, codec: 4, records: [], count: 5, payload: Buffer.from('not zstd') })],
  ['records that end too early', recordBatch({ baseOffset: 1n, lastOffsetDelta: 4, records: [], count: 5, payload: Buffer.from([4, 0]) })],
  ['a message format from before 0.11', recordBatch({ baseOffset: 5n, magic: 1, records: values('old') })],
])('%s is set aside with a reason, and the partition goes on', async (_, poison) => {
  const { recorder, cursor, intake, lease } = await begin();
  await intake.take(cursor, set(recordBatch({ records: values('a') }), poison, recordBatch({ baseOffset: 6n, records: values('b') })), lease);
  await cursor.settled();
  expect(recorder.rows().map(({ offset }) => offset)).toEqual([0n, 6n]);
  const aside = recorder.batches.flatMap(({ rows }) => rows.setAside);
  expect(aside).toEqual([{ position: 1n, reason: expect.stringMatching(/^Offsets 1 to 5 could not be read: .+\.$/), payload: poison }]);
  expect(recorder.position('source')).toBe(7n);
});

test('a batch in which only its end is broken keeps what could be read', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  const whole = recordBatch({ records: values('a', 'b') });
  await intake.take(cursor, set(Buffer.concat([whole]).fill(0xff, whole.length - 2)), lease);
  await cursor.settled();
  expect(recorder.rows().map(({ offset }) => offset)).toEqual([0n]);
  expect(recorder.batches[0]?.rows.setAside).toMatchObject([{ position: 1n }]);
});

test('while there is no room it beats and waits', async () => {
  const { recorder, cursor, intake, lease, beats } = await begin();
  let open: () => void = () => undefined;
  recorder.waitForRoom = new Promise((resolve) => (open = resolve));
  const taking = intake.take(cursor, set(recordBatch({ records: values('a') })), { ...lease, heartbeat: async () => (await lease.heartbeat(), open()) });
  expect(await taking).toBe(true);
  expect(beats()).toBe(1);
  await cursor.settled();
  expect(recorder.rows()).toHaveLength(1);
});

test('a rebalance while it waits ends the wait and hands nothing in', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  recorder.waitForRoom = new Promise(() => undefined);
  const rebalancing = new Error('the group is rebalancing');
  const taking = intake.take(cursor, set(recordBatch({ records: values('a') })), { ...lease, heartbeat: () => Promise.reject(rebalancing) });
  await expect(taking).rejects.toBe(rebalancing);
  expect(recorder.batches).toEqual([]);
  expect(cursor.handed).toBe(0n);
});

test('a batch that is not ours any more is not handed in', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  expect(await intake.take(cursor, set(recordBatch({ records: values('a') })), { ...lease, holds: () => false })).toBe(false);
  expect(recorder.batches).toEqual([]);
});

test('a position that moves without rows is not worth a transaction at once', async () => {
  const { recorder, cursor, intake, lease } = await begin();
  await intake.take(cursor, set(marker(0n, 1n, true)), lease);
  expect([cursor.read, cursor.handed]).toEqual([1n, 0n]);
  expect(cursor.passed()).toBe(1n);
  await intake.take(cursor, set(recordBatch({ baseOffset: 1n, records: values('a') })), lease);
  await cursor.settled();
  expect(recorder.batches.map(({ expected, next }) => [expected, next])).toEqual([[0n, 2n]]);
});
