import { Client } from 'pg';
import { FenceRefused } from '@contraflow/store';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { cuttingProxy } from './recorder-proxy.js';
import { ask, httpRow, Sender, startRecorder, TOPIC_ID, type RunningRecorder } from './recorder-support.js';

let url: string;
let running: RunningRecorder;
beforeEach(async () => {
  url = await createTestDatabase();
  running = await startRecorder(url);
});
afterEach(() => running.close());

test('many sources over two lanes: everything is stored once, in order by source, and announced in order of its moment', async () => {
  const senders = await Promise.all(Array.from({ length: 8 }, (_, p) => Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:${p}`)));
  const pending: Promise<unknown>[] = [];
  for (let round = 0; round < 20; round++) {
    for (const [p, sender] of senders.entries()) pending.push(sender.send({ kafka: sender.records(p, 200) }));
    if (round % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(pending);
  const stored = await ask(url, `SELECT count(*)::int AS rows, count(DISTINCT (partition, "offset"))::int AS single, (SELECT sum(records) FROM kafka_minute)::int AS counted FROM kafka_record`);
  expect(stored).toEqual({ rows: 32_000, single: 32_000, counted: 32_000 });
  const moments = running.announced.map((batches) => batches[0]!.recordedAt);
  expect(moments).toEqual([...moments].sort((a, b) => a - b));
  for (const { claim } of senders) {
    const steps = running.announced.flat().filter(({ source }) => source === claim.source);
    expect(steps.map(({ expected }) => expected)).toEqual([0n, ...steps.map(({ next }) => next)].slice(0, steps.length));
  }
  expect(running.stats.stats()).toMatchObject({ queue: { batches: 0, rows: 0, bytes: 0 }, totals: { kafka: 32_000, setAside: 0, refused: 0 }, stalled: null });
});

test('what is announced is in Postgres already', async () => {
  const sender = await Sender.open(running.recorder, 'capture:gateway:1');
  const recorded = await sender.send({ http: [httpRow(0n)] });
  expect(await ask(url, 'SELECT recorded_at FROM http_exchange')).toEqual({ recorded_at: new Date(recorded.recordedAt) });
  expect(running.announced).toEqual([[recorded]]);
});

test('a source that somebody else claims is refused, alone, with everything that follows', async () => {
  const [kept, lost] = [await Sender.open(running.recorder, 'capture:a:1'), await Sender.open(running.recorder, 'capture:b:1')];
  await Promise.all([kept.send({ http: [httpRow(0n)] }), lost.send({ http: [httpRow(1n)] })]);
  const taken = await running.recorder.claim({ source: 'capture:b:1', kind: 'capture', label: 'b', startAt: 0n });
  expect(taken).toMatchObject({ epoch: 2, next: 1n });
  const outcomes = await Promise.allSettled([
    kept.send({ http: [httpRow(2n)] }), lost.send({ http: [httpRow(3n)] }), lost.send({ http: [httpRow(4n)] }), kept.send({ http: [httpRow(5n)] }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(FenceRefused);
  expect(await ask(url, 'SELECT count(*)::int AS n FROM http_exchange')).toEqual({ n: 4 });
});

test('a row that cannot be stored is set aside with the reason, and the source goes on', async () => {
  const sender = await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  const rows = sender.records(0, 50);
  rows[20]!.partition = 2 ** 33;
  const [first, second] = await Promise.all([sender.send({ kafka: rows }), sender.send({ kafka: sender.records(0, 10) })]);
  expect(first.rows.kafka).toHaveLength(49);
  expect(first.rows.setAside).toMatchObject([{ position: 20n, reason: expect.stringContaining('not a 32-bit number') }]);
  expect(second.next).toBe(60n);
  expect(await ask(url, 'SELECT count(*)::int AS rows, (SELECT sum(records) FROM kafka_minute)::int AS counted, (SELECT count(*) FROM set_aside)::int AS aside FROM kafka_record')).toEqual({ rows: 59, counted: 59, aside: 1 });
});

test('rows that fit singly but not together: as many as fit are stored, the others are set aside, and the source goes on', async () => {
  const sender = await Sender.open(running.recorder, 'capture:sum:1');
  // The one minute of all rows takes five, whoever asks.
  await ask(url, 'ALTER TABLE http_minute ADD CHECK (exchanges <= 5)');
  const startedAt = Date.now() - 5;
  const rows = Array.from({ length: 12 }, (_, at) => httpRow(BigInt(at))).map((row) => ({ ...row, exchange: { ...row.exchange, startedAt } }));
  const recorded = await sender.send({ http: rows });
  expect(recorded.rows.http.map(({ position }) => position)).toEqual([0n, 1n, 2n, 3n, 4n]);
  expect(recorded.rows.setAside.map(({ position, reason }) => [position, reason.includes('check constraint')])).toEqual([5n, 6n, 7n, 8n, 9n, 10n, 11n].map((position) => [position, true]));
  expect(await ask(url, 'SELECT count(*)::int AS rows, (SELECT sum(exchanges) FROM http_minute)::int AS counted, (SELECT count(*) FROM set_aside)::int AS aside FROM http_exchange')).toEqual({ rows: 5, counted: 5, aside: 7 });
  expect((await sender.send({ sends: [] })).next).toBe(12n);
});

test('what cannot be stored of one source rejects nothing of another in the same transaction, whatever kind it is of', async () => {
  await running.close();
  running = await startRecorder(url, { RECORDER_LANES: '1' });
  await ask(url, "ALTER TABLE source_drop ADD CHECK (reason <> 'poison')");
  const poisoned = await Promise.all([0, 1, 2].map((n) => Sender.open(running.recorder, `capture:poisoned:${n}`)));
  const sound = await Promise.all([0, 1, 2].map((n) => Sender.open(running.recorder, `capture:sound:${n}`)));
  const drop = (position: bigint, reason: string, until = Date.now()) => ({ position, dropped: 1, since: Date.now(), until, reason });
  const outcomes = await Promise.all([
    ...sound.map((sender) => sender.send({ http: [httpRow(0n)] })),
    poisoned[0]!.send({ drops: [drop(0n, 'poison'), drop(1n, 'sound')] }),
    poisoned[1]!.send({ http: [httpRow(0n), { ...httpRow(1n), exchange: { ...httpRow(1n).exchange, serverPort: 2 ** 40 } }] }),
    // Times that no date can be, numbers that are none.
    poisoned[2]!.send({ drops: [drop(0n, 'sound', 315_507_000_000_000_000), drop(1n, 'sound', NaN), { ...drop(2n, 'sound'), dropped: 1e30 }], commits: [strangeCommit()] }),
    ...poisoned.map((sender) => sender.send({ http: [httpRow(7n)] })),
    ...sound.map((sender) => sender.send({ http: [httpRow(1n)] })),
  ]);
  expect(outcomes.map(({ rows }) => rows.setAside.length)).toEqual([0, 0, 0, 1, 1, 4, 0, 0, 0, 0, 0, 0]);
  expect(outcomes[3]?.rows).toMatchObject({ drops: [{ position: 1n }], setAside: [{ position: 0n, reason: expect.stringContaining('check constraint') }] });
  expect(await ask(url, 'SELECT count(*)::int AS rows, (SELECT sum(dropped) FROM source_drop)::int AS dropped FROM http_exchange')).toEqual({ rows: 10, dropped: 1 });
  expect(running.stats.stats().totals.refused).toBe(0);
});

function strangeCommit() {
  return { clusterId: 'c', consumerGroup: 'g', topicId: TOPIC_ID, topic: 'orders', partition: 0, committedOffset: 1n, committedAt: 9.2e18, exact: true };
}

test('a partition that was dropped behind our back is made again', async () => {
  const sender = await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  await sender.send({ kafka: sender.records(0, 1) });
  const { name } = await ask<{ name: string }>(url, 'SELECT tableoid::regclass::text AS name FROM kafka_record');
  await ask(url, `DROP TABLE ${name}`);
  const recorded = await sender.send({ kafka: sender.records(0, 3) });
  expect(recorded.rows.setAside).toEqual([]);
  expect(await ask(url, `SELECT count(*)::int AS n FROM ${name}`)).toEqual({ n: 3 });
});

test('without its rights the recorder waits and says so, and goes on when it has them back', async () => {
  await eventually(async () => (await ask<{ made: boolean }>(url, `SELECT to_regclass('${partitionAhead()}') IS NOT NULL AS made`)).made);
  const role = `weak_${Math.random().toString(36).slice(2)}`;
  await ask(url, `CREATE ROLE ${role} LOGIN PASSWORD 'weak'`);
  for (const what of ['SCHEMA public', 'ALL TABLES IN SCHEMA public', 'ALL SEQUENCES IN SCHEMA public']) await ask(url, `GRANT ALL ON ${what} TO ${role}`);
  const weakUrl = new URL(url);
  weakUrl.username = role;
  weakUrl.password = 'weak';
  const weak = await startRecorder(weakUrl.href);
  try {
    const sender = await Sender.open(weak.recorder, 'capture:weak:1');
    await sender.send({ http: [httpRow(0n)] });
    await ask(url, `REVOKE ALL ON http_exchange FROM ${role}`);
    const held = sender.send({ http: [httpRow(1n)] });
    const stalled = await eventually(() => weak.stats.stats().stalled ?? undefined);
    expect(stalled.reason).toContain('lacks a right');
    expect(await eventually(() => weak.board.get('recorder')?.state === 'down' && weak.board.get('recorder'))).toMatchObject({ detail: expect.stringContaining('lacks a right') });
    await ask(url, `GRANT ALL ON http_exchange TO ${role}`);
    await held;
    expect(weak.stats.stats().stalled).toBeNull();
  } finally {
    await weak.close();
    await ask(url, `DROP OWNED BY ${role}`);
    await ask(url, `DROP ROLE ${role}`);
  }
});

test('a stop commits what was handed in, and takes nothing more', async () => {
  const sender = await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  const pending = Array.from({ length: 30 }, () => sender.send({ kafka: sender.records(0, 100) }));
  await running.close();
  await Promise.all(pending);
  await expect(sender.send({ kafka: sender.records(0, 1) })).rejects.toThrow('stops');
  expect(await ask(url, 'SELECT count(*)::int AS n FROM kafka_record')).toEqual({ n: 3_000 });
  running = await startRecorder(url);
  expect((await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`)).position).toBe(3_000n);
});

test('completed latency is measured by itself, and partitions are there a day ahead', async () => {
  const sender = await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  const progress = await Sender.open(running.recorder, 'commits:c:0');
  const commit = (committedOffset: bigint) => ({
    clusterId: 'c', consumerGroup: 'billing', topicId: TOPIC_ID, topic: 'orders', partition: 0, committedOffset, committedAt: Date.now(), exact: true,
  });
  await progress.send({ commits: [commit(0n)] });
  await sender.send({ kafka: sender.records(0, 25) });
  await progress.send({ commits: [commit(25n)] });
  await eventually(async () => (await ask<{ n: number }>(url, 'SELECT coalesce(sum(completed), 0)::int AS n FROM group_minute')).n === 25);
  expect(await ask(url, 'SELECT to_regclass($1) IS NOT NULL AS made', [partitionAhead()])).toEqual({ made: true });
});

test('backends that are killed at whatever they are doing lose nothing and double nothing', async () => {
  const sender = await Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  await sender.send({ kafka: sender.records(0, 1) });
  const killer = new Client({ connectionString: url });
  await killer.connect();
  const pending = [];
  for (let i = 0; i < 40; i++) pending.push(sender.send({ kafka: sender.records(0, 300) }));
  while (running.stats.stats().totals.retries < 3) {
    await killer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'contraflow-lane%' AND xact_start < clock_timestamp() - interval '1 ms'");
    if (running.stats.stats().queue.batches < 10) for (let i = 0; i < 40; i++) pending.push(sender.send({ kafka: sender.records(0, 300) }));
  }
  await killer.end();
  await Promise.all(pending);
  await expectWhole(Number(sender.position));
});

test('a commit whose answer is lost counts as the commit that it is', async () => {
  const proxy = await cuttingProxy(url);
  const behind = await startRecorder(proxy.url, { RECORDER_LANES: '1' });
  try {
    const sender = await Sender.open(behind.recorder, `kafka:c:${TOPIC_ID}:0`);
    await sender.send({ kafka: sender.records(0, 1) });
    proxy.cutAfterCommit();
    const recorded = await sender.send({ kafka: sender.records(0, 10) });
    expect(behind.stats.stats().totals).toMatchObject({ retries: 1, refused: 0, transactions: 2 });
    expect(behind.announced.at(-1)).toEqual([recorded]);
    expect(await ask(url, 'SELECT DISTINCT recorded_at FROM kafka_record WHERE "offset" > 0')).toEqual({ recorded_at: new Date(recorded.recordedAt) });
    await expectWhole(11);
  } finally {
    await behind.close();
    await proxy.close();
  }
});

async function expectWhole(rows: number): Promise<void> {
  expect(await ask(url, 'SELECT count(*)::int AS rows, count(DISTINCT "offset")::int AS single, (SELECT sum(records) FROM kafka_minute)::int AS counted FROM kafka_record')).toEqual({ rows, single: rows, counted: rows });
}

function partitionAhead(): string {
  return `http_exchange_${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`;
}
