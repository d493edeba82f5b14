import { BatchWriter, COPY_TABLES, dropPartition, listPartitions, Partitions, ROLLUP_TABLES, storageBytes, trimLosses } from '../src/index.js';
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
  const [oldest] = (await listPartitions(store.client, ['http_exchange'])) as [Awaited<ReturnType<typeof listPartitions>>[number]];
  expect(await dropPartition(store.client, oldest, 'age', '')).toBeNull();
  expect(await count('http_exchange')).toBe(2);
  expect(await count('source_drop')).toBe(0);
});

test('a partition that goes for room is counted, as a drop and in the audit', async () => {
  const [oldest] = (await listPartitions(store.client, ['kafka_record'])) as [Awaited<ReturnType<typeof listPartitions>>[number]];
  expect(await dropPartition(store.client, oldest, 'room', 'the disk was full')).toBe(1);
  expect(await store.one('SELECT source, dropped::int, since, until, reason FROM source_drop')).toEqual({
    source: 'storage:kafka_record', dropped: 1, since: new Date(oldest.from), until: new Date(oldest.to), reason: 'the disk was full',
  });
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
  await dropPartition(store.client, left[0]!, 'age', '');
  expect(await store.one(`SELECT to_regclass('${cutOff}') AS gone, to_regclass('${archived}')::text AS kept`)).toEqual({ gone: null, kept: archived });
});

test('dropping waits for a question that reads the partition, and nobody waits for the dropping', async () => {
  const reader = await store.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM http_exchange');
  const [oldest] = (await listPartitions(store.client, ['http_exchange'])) as [Awaited<ReturnType<typeof listPartitions>>[number]];
  const dropper = await store.connect();
  let isDropped = false;
  const dropping = dropPartition(dropper, oldest, 'age', '').then(() => (isDropped = true));
  await writeDay(0);
  expect(isDropped).toBe(false);
  await reader.query('COMMIT');
  await dropping;
  expect(await count('http_exchange')).toBe(2);
});

test('what was noted of losses goes with its time', async () => {
  await store.client.query(`INSERT INTO set_aside (source, position, reason, payload, recorded_at)
    SELECT 's', n, 'r', ''::bytea, now() - interval '20 days' FROM generate_series(1, 12000) AS n UNION ALL SELECT 's', 0, 'r', '', now()`);
  expect(await trimLosses(store.client, daysAgo(14))).toBe(12_000);
  expect(await count('set_aside')).toBe(1);
});
