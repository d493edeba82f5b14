import {
  aloneInDropping, BatchWriter, COPY_TABLES, dropPartition, lastRoomDrop, listPartitions, PartitionInUse, Partitions, ROLLUP_TABLES, storageBytes, trimLosses,
  type StoredPartition,
} from '../src/index.js';
import { commitRow, httpRow, kafkaRow, sendRow, testStore, TestSource, type TestStore } from './write-support.js';

const DAY_MS = 86_400_000;
const ROWS = COPY_TABLES.map(({ name }) => name);
const daysAgo = (days: number) => Date.now() - days * DAY_MS;

let store: TestStore;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.end());

async function writeDay(days: number): Promise<void> {
  const at = daysAgo(days);
  const source = await TestSource.claim(store.client, `source-${days}`);
  const rows = {
    http: [httpRow(0, { startedAt: at }), httpRow(1, { startedAt: at })],
    kafka: [kafkaRow(2, { observedAt: at })],
    sends: [sendRow(3, { sentAt: at })],
    commits: [commitRow(3, at)],
  };
  await new BatchWriter(new Partitions(), 90).write(store.client, [source.batch(rows)]);
}
const count = async (table: string) => Number((await store.one<{ count: string }>(`SELECT count(*) FROM ${table}`)).count);
const AGE = { reason: 'age', why: '' } as const;
const ROOM = { reason: 'room', why: 'the disk was full' } as const;
const oldest = async (table: string) => (await listPartitions(store.client, [table]))[0] as StoredPartition;
const nameOf = (table: string, at: number) => `${table}_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`;

test('rows of past months find partitions for themselves and for their sums', async () => {
  await writeDay(80);
  await writeDay(3);
  const counts: number[] = [];
  for (const table of ROWS) counts.push(await count(table));
  expect(counts).toEqual([4, 2, 2, 2]);
  expect(await count('http_minute')).toBe(2);
  const months = (await listPartitions(store.client, ROLLUP_TABLES)).filter(({ table }) => table === 'http_minute');
  expect(months.some(({ from, to }) => from <= daysAgo(80) && daysAgo(80) < to)).toBe(true);
});

test('partitions are listed with their spans and sizes, the oldest first', async () => {
  const partitions = await listPartitions(store.client, ROWS);
  expect(partitions.map(({ to }) => to)).toEqual(partitions.map(({ to }) => to).sort((a, b) => a - b));
  expect(partitions.find(({ name }) => name === nameOf('http_exchange', daysAgo(80)))).toMatchObject({ table: 'http_exchange', leaving: null });
  expect(await storageBytes(store.client)).toBeGreaterThan(partitions.reduce((sum, { bytes }) => sum + bytes, 0));
});

test('an old partition goes without a word, and the others stay', async () => {
  expect(await dropPartition(store.client, await oldest('http_exchange'), AGE)).toEqual({ isGone: true, rows: null });
  expect(await count('http_exchange')).toBe(2);
  expect(await count('source_drop')).toBe(0);
});

test('a partition that goes for room is counted, as a drop and in the audit', async () => {
  const partition = await oldest('kafka_record');
  expect(await lastRoomDrop(store.client)).toBeNull();
  expect(await dropPartition(store.client, partition, ROOM)).toEqual({ isGone: true, rows: 1 });
  expect(await store.one('SELECT source, dropped::int, since, until, reason FROM source_drop')).toEqual({
    source: 'storage:kafka_record', dropped: 1, since: new Date(partition.from), until: new Date(partition.to), reason: 'the disk was full',
  });
  expect(await lastRoomDrop(store.client)).toMatchObject({ day: partition.from });
  expect(await store.one('SELECT actor, action, subject FROM audit_entry')).toMatchObject({ actor: null, action: 'rows dropped', subject: expect.stringContaining('1 rows of kafka_record') });
});

test('dropping that was cut off is gone on with, and what somebody else detached is left alone', async () => {
  const cutOff = nameOf('producer_send', daysAgo(80));
  await store.client.query(`COMMENT ON TABLE ${cutOff} IS 'contraflow drops this: age'`);
  await store.client.query(`ALTER TABLE producer_send DETACH PARTITION ${cutOff}`);
  const archived = nameOf('group_commit', daysAgo(80));
  await store.client.query(`ALTER TABLE group_commit DETACH PARTITION ${archived}`);
  const left = (await listPartitions(store.client, ROWS)).filter(({ leaving }) => leaving !== null);
  expect(left.map(({ name, leaving }) => [name, leaving])).toEqual([[cutOff, 'detached']]);
  await dropPartition(store.client, left[0]!, AGE);
  expect(await store.one(`SELECT to_regclass('${cutOff}') AS gone, to_regclass('${archived}')::text AS kept`)).toEqual({ gone: null, kept: archived });
});

test('dropping waits for a question that reads the partition, and nobody waits for the dropping', async () => {
  const reader = await store.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM http_exchange');
  const partition = await oldest('http_exchange');
  const dropper = await store.connect();
  let isDropped = false;
  const dropping = dropPartition(dropper, partition, AGE).then(() => (isDropped = true));
  await writeDay(0);
  expect(isDropped).toBe(false);
  await reader.query('COMMIT');
  await dropping;
  expect(await count('http_exchange')).toBe(2);
});

test('where the question takes too long the next call goes on, for the reason of the first', async () => {
  await writeDay(6);
  const reader = await store.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM http_exchange');
  await expect(dropPartition(store.client, await oldest('http_exchange'), { ...ROOM, waitMs: 50 })).rejects.toThrow(PartitionInUse);
  const pending = await oldest('http_exchange');
  expect(pending).toMatchObject({ name: nameOf('http_exchange', daysAgo(6)), leaving: 'detaching', reason: 'room' });
  await expect(dropPartition(store.client, pending, { ...AGE, waitMs: 50 })).rejects.toThrow(PartitionInUse);
  await reader.query('COMMIT');
  expect(await dropPartition(store.client, pending, AGE)).toEqual({ isGone: true, rows: 2 });
  expect(await store.one('SHOW statement_timeout')).toEqual({ statement_timeout: '0' });
});

test('rows that arrive before a partition is gone take it back, with all that it holds', async () => {
  await writeDay(7);
  const name = nameOf('http_exchange', daysAgo(7));
  await store.client.query(`COMMENT ON TABLE ${name} IS 'contraflow drops this: room'`);
  await store.client.query(`ALTER TABLE http_exchange DETACH PARTITION ${name}`);
  const detached = (await listPartitions(store.client, ['http_exchange'])).find(({ leaving }) => leaving === 'detached')!;
  const before = await count('http_exchange');
  const source = await TestSource.claim(store.client, 'late');
  await new BatchWriter().write(store.client, [source.batch({ http: [httpRow(0, { startedAt: daysAgo(7) })] })]);
  expect(await dropPartition(store.client, detached, ROOM)).toEqual({ isGone: false, rows: null });
  expect(await count('http_exchange')).toBe(before + 3);
  expect((await listPartitions(store.client, ['http_exchange'])).find((partition) => partition.name === name)).toMatchObject({ leaving: null });
  expect(await store.one('SELECT obj_description(to_regclass($1)) AS said', [name])).toEqual({ said: null });
});

test('what somebody else is detaching is left alone', async () => {
  await writeDay(8);
  const reader = await store.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM producer_send');
  const archived = nameOf('producer_send', daysAgo(8));
  await store.client.query('SET statement_timeout = 50');
  await expect(store.client.query(`ALTER TABLE producer_send DETACH PARTITION ${archived} CONCURRENTLY`)).rejects.toThrow('statement timeout');
  await store.client.query('RESET statement_timeout');
  await reader.query('COMMIT');
  expect((await listPartitions(store.client, ROWS)).filter(({ name, leaving }) => name === archived || leaving !== null)).toEqual([]);
});

test('one server at a time drops', async () => {
  const other = await store.connect();
  let isDone = false;
  const answers: boolean[] = [];
  answers.push(await aloneInDropping(store.client, async () => {
    answers.push(await aloneInDropping(other, async () => void (isDone = true)));
  }));
  expect([answers, isDone]).toEqual([[false, true], false]);
  await expect(aloneInDropping(store.client, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await aloneInDropping(other, () => Promise.resolve())).toBe(true);
});

test('what was set aside goes with rows, and losses with roll-ups', async () => {
  await store.client.query(`INSERT INTO set_aside (source, position, reason, payload, recorded_at)
    SELECT 's', n, 'r', ''::bytea, now() - interval '20 days' FROM generate_series(1, 12000) AS n UNION ALL SELECT 's', 0, 'r', '', now()`);
  await store.client.query(`TRUNCATE source_drop; INSERT INTO source_drop (source, position, dropped, since, until, reason, recorded_at)
    SELECT 's', 0, 1, now(), now(), 'r', now() - days * interval '1 day' FROM unnest(ARRAY[20, 90]) AS days`);
  expect(await trimLosses(store.client, { setAside: daysAgo(14), drops: daysAgo(60) })).toBe(12_001);
  expect([await count('set_aside'), await count('source_drop')]).toEqual([1, 1]);
});
