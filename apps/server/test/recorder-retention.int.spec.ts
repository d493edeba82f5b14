import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { BatchWriter, claimSource, dropPartition, emptyRows, listPartitions, migrate, PartitionInUse, Partitions, type Store } from '@contraflow/store';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { loadConfig } from '../src/config.js';
import type { DatabaseGate } from '../src/ports/database-gate.js';
import { HealthBoard } from '../src/ports/health-board.js';
import { Metrics } from '../src/ports/metrics.js';
import { PartitionDropper } from '../src/recorder/partition-dropper.js';
import { Retention } from '../src/recorder/retention.js';
import { StorageFigures } from '../src/recorder/storage-figures.js';
import { ask, httpRow, kafkaRow, Sender, startRecorder } from './recorder-support.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => Date.now() - days * DAY_MS;
const partitionOf = (table: string, days: number) => `${table}_${new Date(daysAgo(days)).toISOString().slice(0, 10).replaceAll('-', '')}`;

let url: string;
let client: Client;
const lines: string[] = [];
beforeEach(async () => {
  url = await createTestDatabase();
  await migrate(url);
  client = new Client({ connectionString: url });
  await client.connect();
  lines.length = 0;
  for (const level of ['log', 'warn'] as const) jest.spyOn(Logger.prototype, level).mockImplementation((...given: unknown[]) => void lines.push(String(given[0])));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await client.end();
});

/** One exchange and `records` records of 4,000 bytes that do not compress, of a day in the past. */
async function fill(days: number, records = 1): Promise<void> {
  const claim = await claimSource(client, { source: `filled:${days}`, kind: 'capture', label: 'filled', startAt: 0n });
  const observedAt = daysAgo(days);
  const exchange = httpRow(BigInt(days));
  exchange.exchange.startedAt = observedAt;
  const kafka = Array.from({ length: records }, (_, i) => ({ ...kafkaRow(0, BigInt(days * 100_000 + i)), observedAt, value: randomBytes(4_000), bodySize: 4_000 }));
  const rows = { ...emptyRows(), http: [exchange], kafka };
  await new BatchWriter(new Partitions(), 3_650).write(client, [{ source: claim.source, epoch: claim.epoch, expected: 0n, next: 1n, rows, bytes: 1 }]);
}

/** Retention as a server has it, a round at a time. */
function retention(env: Record<string, string>, databaseUrl = url) {
  const config = loadConfig({ DATABASE_URL: databaseUrl, ...env });
  const [board, metrics] = [new HealthBoard(), new Metrics()];
  const figures = new StorageFigures(config, metrics);
  const gate = { suspect: () => undefined, whenReady: () => new Promise(() => undefined) } as unknown as DatabaseGate;
  const kept = new Retention(config, { databaseUrl } as Store, gate, board, new PartitionDropper(config, new Partitions(), figures), figures);
  return { round: () => kept.round(Date.now()), close: () => kept.beforeApplicationShutdown(), health: () => board.get('storage'), metrics: () => metrics.registry.metrics() };
}

const size = async () => Number((await ask<{ bytes: string }>(url, 'SELECT pg_database_size(current_database()) AS bytes')).bytes);
const days = async (table: string) => (await listPartitions(client, [table])).map(({ name }) => name);
const rowsOf = async (table: string) => (await ask<{ n: number }>(url, `SELECT count(*)::int AS n FROM ${table}`)).n;

test('at start a server drops days and months that are older than configured, without a word of loss', async () => {
  for (const ago of [100, 40, 20, 0]) await fill(ago);
  const running = await startRecorder(url, { RETENTION_DAYS: '30', ROLLUP_RETENTION_DAYS: '60' });
  try {
    await eventually(() => running.board.get('storage'));
    expect([await rowsOf('http_exchange'), await rowsOf('kafka_record'), await rowsOf('source_drop')]).toEqual([2, 2, 0]);
    expect(await days('http_exchange')).toEqual(expect.arrayContaining([partitionOf('http_exchange', 20), partitionOf('http_exchange', 0)]));
    expect(await ask(url, 'SELECT count(*)::int AS n, (SELECT count(*)::int FROM latency_hour WHERE rollup = \'http_minute\') AS hours FROM http_minute')).toEqual({ n: 3, hours: 3 });
    expect(running.board.get('storage')).toMatchObject({ state: 'ok', figure: expect.stringMatching(/^\d+\.\d MiB$/), detail: null });
    expect(lines.filter((line) => line.startsWith(partitionOf('http_exchange', 40)))).toEqual([expect.stringContaining('older than it is to be kept')]);
  } finally {
    await running.close();
  }
});

test('rows older than RETENTION_DAYS are set aside with that reason', async () => {
  const running = await startRecorder(url, { RETENTION_DAYS: '3' });
  try {
    const sender = await Sender.open(running.recorder, 'kafka:c:t:0');
    const recorded = await sender.send({ kafka: [{ ...kafkaRow(0, 0n), observedAt: daysAgo(2) }, { ...kafkaRow(0, 1n), observedAt: daysAgo(5) }] });
    expect(recorded.rows.kafka).toHaveLength(1);
    expect(recorded.rows.setAside).toMatchObject([{ position: 1n, reason: expect.stringContaining('more than 3 days ago') }]);
  } finally {
    await running.close();
  }
});

test('from 80 % of the bound on health warns, and nothing is dropped', async () => {
  await fill(5);
  const kept = retention({ STORAGE_MAX_BYTES: String(Math.round((await size()) / 0.9)) });
  await kept.round();
  expect(kept.health()).toMatchObject({ state: 'degraded', figure: expect.stringMatching(/^(89|90|91) % of /), detail: expect.stringContaining('at 100 %') });
  expect(await rowsOf('http_exchange')).toBe(1);
  await kept.close();
});

test('beyond the bound the oldest day goes, in all tables and counted, and the next stays when there is room', async () => {
  for (const ago of [7, 6, 0]) await fill(ago, 500);
  const kept = retention({ STORAGE_MAX_BYTES: String((await size()) - 1_000_000) });
  await kept.round();
  expect(await days('kafka_record')).toEqual(expect.arrayContaining([partitionOf('kafka_record', 6), partitionOf('kafka_record', 0)]));
  expect([await rowsOf('kafka_record'), await rowsOf('http_exchange'), await rowsOf('http_minute')]).toEqual([1_000, 2, 3]);
  const { rows } = await client.query('SELECT source, dropped::int, reason FROM source_drop ORDER BY source');
  expect(rows).toEqual(['http_exchange', 'kafka_record'].map((table, i) => ({ source: `storage:${table}`, dropped: [1, 500][i], reason: expect.stringContaining('its bound') })));
  expect(await rowsOf("audit_entry WHERE action = 'rows dropped'")).toBe(2);
  expect(lines.filter((line) => line.includes(partitionOf('kafka_record', 7)))).toEqual([expect.stringMatching(/for room, with 500 rows/)]);
  expect(kept.health()).toMatchObject({ state: 'degraded', detail: expect.stringContaining(`Rows of ${new Date(daysAgo(7)).toISOString().slice(0, 10)} went for room`) });
  const text = await kept.metrics();
  expect(text).toContain('contraflow_storage_dropped_rows_total 501\n');
  expect(text).toMatch(/contraflow_storage_dropped_partitions_total\{reason="room"\} [2-4]\n/);
  expect(text).toMatch(/contraflow_storage_bytes \d{7,}\n/);
  await kept.round();
  expect(await rowsOf('source_drop')).toBe(2);
  await kept.close();
});

test("with nothing left but today's rows they stay, and health says so; recording goes on", async () => {
  for (const ago of [3, 1, 0]) await fill(ago);
  const running = await startRecorder(url, { STORAGE_MAX_BYTES: '1' });
  try {
    await eventually(() => running.board.get('storage'));
    expect(running.board.get('storage')).toMatchObject({ state: 'degraded', detail: expect.stringContaining('no older day of rows') });
    expect([await rowsOf('http_exchange'), await rowsOf('http_minute')]).toEqual([1, 3]);
    await (await Sender.open(running.recorder, 'capture:a:1')).send({ http: [httpRow(9n)] });
    expect(await rowsOf('http_exchange')).toBe(2);
  } finally {
    await running.close();
  }
});

test('two servers that make room at the same time drop and count each day once', async () => {
  for (const ago of [5, 4, 3, 2]) await fill(ago, 3);
  const both = [retention({ STORAGE_MAX_BYTES: '1' }), retention({ STORAGE_MAX_BYTES: '1' })];
  await Promise.all(both.map((kept) => kept.round()));
  expect(await ask(url, `SELECT count(*)::int AS noted, sum(dropped)::int AS rows FROM source_drop`)).toEqual({ noted: 8, rows: 16 });
  expect(lines.filter((line) => line.startsWith('kafka_record_') && line.includes('with 3 rows'))).toHaveLength(4);
  await Promise.all(both.map((kept) => kept.close()));
});

test('a drop for room that was cut off ends after the next start, and is counted then', async () => {
  await fill(4, 3);
  const name = partitionOf('kafka_record', 4);
  await client.query(`COMMENT ON TABLE ${name} IS 'contraflow drops this: room'`);
  await client.query(`ALTER TABLE kafka_record DETACH PARTITION ${name}`);
  const kept = retention({});
  await kept.round();
  expect(await ask(url, 'SELECT source, dropped::int, to_regclass($1) AS gone FROM source_drop', [name])).toEqual({ source: 'storage:kafka_record', dropped: 3, gone: null });
  await kept.close();
});

test('rows of a day that is going are set aside while a question still reads it, and stored once it is gone', async () => {
  const running = await startRecorder(url);
  try {
    const sender = await Sender.open(running.recorder, 'kafka:c:t:0');
    const late = (offset: bigint) => ({ ...kafkaRow(0, offset), observedAt: daysAgo(4) });
    await sender.send({ kafka: [late(0n)] });
    await eventually(() => running.board.get('storage'));
    const reader = new Client({ connectionString: url });
    await reader.connect();
    await reader.query('BEGIN; SELECT count(*) FROM kafka_record');
    const going = async () => (await listPartitions(client, ['kafka_record']))[0]!;
    const room = { reason: 'room', why: 'for a test', waitMs: 50 } as const;
    await expect(dropPartition(client, await going(), room)).rejects.toThrow(PartitionInUse);
    const aside = await sender.send({ kafka: [late(1n), kafkaRow(0, 2n)] });
    expect(aside.rows.kafka.map(({ offset }) => offset)).toEqual([2n]);
    expect(aside.rows.setAside).toMatchObject([{ position: 1n, reason: expect.stringContaining('cannot be stored') }]);
    await reader.end();
    expect(await dropPartition(client, await going(), { ...room, waitMs: 10_000 })).toEqual({ isGone: true, rows: 1 });
    expect((await sender.send({ kafka: [late(3n)] })).rows.setAside).toEqual([]);
    expect((await client.query('SELECT "offset"::int FROM kafka_record ORDER BY 1')).rows).toEqual([{ offset: 2 }, { offset: 3 }]);
    expect(running.stats.stats()).toMatchObject({ stalled: null, queue: { rows: 0 } });
  } finally {
    await running.close();
  }
});

test('while a question reads what is to go the round ends, and a later one drops it', async () => {
  await fill(40);
  const reader = new Client({ connectionString: url });
  await reader.connect();
  await reader.query('BEGIN; SELECT count(*) FROM http_exchange');
  const going = (await listPartitions(client, ['http_exchange'])).find(({ name }) => name === partitionOf('http_exchange', 40))!;
  await expect(dropPartition(client, going, { reason: 'age', why: '', waitMs: 50 })).rejects.toThrow(PartitionInUse);
  const kept = retention({});
  await kept.round();
  expect(lines).toContainEqual(`${going.name} is still being read; it is dropped when that is over`);
  await reader.end();
  await kept.round();
  expect(await days('http_exchange')).not.toContain(going.name);
  await kept.close();
});

test('without the right to drop health says why, and it is made up for when the right is there', async () => {
  await fill(40);
  const role = `weak_${randomBytes(6).toString('hex')}`;
  await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'weak'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
  const weak = new URL(url);
  [weak.username, weak.password] = [role, 'weak'];
  const running = await startRecorder(weak.href);
  try {
    expect(await eventually(() => running.board.get('storage'))).toMatchObject({ state: 'degraded', detail: expect.stringContaining('a database role that owns the tables') });
    await client.query(`ALTER ROLE ${role} SUPERUSER`);
    const kept = retention({}, weak.href);
    await kept.round();
    expect(kept.health()).toMatchObject({ state: 'ok' });
    expect(await days('http_exchange')).not.toContain(partitionOf('http_exchange', 40));
    await kept.close();
  } finally {
    await running.close();
    await client.query(`REASSIGN OWNED BY ${role} TO postgres; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
