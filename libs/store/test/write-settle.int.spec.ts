import { observe, packHistogram, type Histogram } from '@contraflow/measure';
import { ageableTime } from '@contraflow/contract';
import { settleCompleted, writeBatches, type CommitRow, type KafkaRow } from '../src/index.js';
import { CLUSTER, commitRow, kafkaRow, seeded, START, TestSource, testStore, TOPIC_ID, type TestStore } from './write-support.js';

let store: TestStore;
beforeEach(async () => void (store = await testStore()));
afterEach(() => store.end());

const topic = (partition = 0) => TestSource.claim(store.client, `kafka:${CLUSTER}:${TOPIC_ID}:${partition}`);
const commits = () => TestSource.claim(store.client, `commits:${CLUSTER}:0`);

/** A record of this moment: most with a time of their own, some with none, one in another unit or one that is ahead of us. */
function timesAround(random: () => number, moment: number): { timestamp: number | bigint; observedAt: number } {
  const odd = [-1, Math.floor(moment / 1_000), BigInt(moment) * 1_000_000n, moment + 60_000];
  return { timestamp: random() < 0.2 ? (odd[Math.floor(random() * odd.length)] as number | bigint) : moment, observedAt: moment + Math.floor(random() * 9) - 4 };
}

/** What the groups' minutes should hold: for each record from the group's first commit on, the time to the first commit beyond it. */
function naive(records: KafkaRow[], all: CommitRow[]): Map<string, bigint[]> {
  const expected = new Map<string, Histogram>();
  for (const group of new Set(all.map((row) => row.consumerGroup))) {
    for (const record of records) {
      const own = all.filter((row) => row.consumerGroup === group && row.partition === record.partition);
      const passing = own.find((row) => row.committedOffset > record.offset);
      if (!passing || record.offset < own[0]!.committedOffset) continue;
      const created = ageableTime(record.timestamp, record.observedAt);
      if (created === null) continue;
      const minute = new Date(Math.floor(passing.committedAt / 60_000) * 60_000).toISOString();
      const key = `${group} ${record.partition} ${minute}`;
      if (!expected.has(key)) expected.set(key, new Map());
      observe(expected.get(key)!, (passing.committedAt - created) * 1e6);
    }
  }
  return new Map([...expected].map(([key, histogram]) => [key, packHistogram(histogram)]));
}

async function stored(): Promise<Map<string, bigint[]>> {
  const { rows } = await store.client.query('SELECT * FROM group_minute WHERE completed > 0');
  for (const row of rows) {
    const counts = (row.completed_histogram as string[]).map((element) => Number(BigInt(element) & 0xffffffffffn));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(Number(row.completed));
  }
  return new Map(rows.map((row) => [`${row.consumer_group} ${row.partition} ${row.minute.toISOString()}`, row.completed_histogram.map(BigInt)]));
}

async function settleAll(limit: number): Promise<number> {
  let passed = 0;
  for (let n = await settleCompleted(store.client, limit); n > 0; n = await settleCompleted(store.client, limit)) passed += n;
  return passed;
}

test.each([7, 100_000])('completed latency is what a naive computation finds, whatever comes when (rounds of %i)', async (limit) => {
  const random = seeded(limit);
  const records: KafkaRow[] = [];
  const all: CommitRow[] = [];
  const sources = [await topic(0), await topic(1)];
  const progress = await commits();
  const at = new Map<string, number>();
  for (let round = 0; round < 25; round++) {
    const now = START + round * 7_000;
    for (const [partition, source] of sources.entries()) {
      // Compaction leaves holes, clocks are askew, and some records carry no time.
      const first = records.filter((row) => row.partition === partition).length * 2;
      const kafka = Array.from({ length: Math.floor(random() * 12) }, (_, i) =>
        kafkaRow(first + i * 2, { partition, ...timesAround(random, now + Math.floor(random() * 9_000)) }),
      );
      records.push(...kafka);
      const end = BigInt(first + kafka.length * 2);
      const batch = source.batch({ kafka }, { next: end, expected: BigInt(first) });
      await writeBatches(store.client, [batch]);
    }
    const rows: CommitRow[] = [];
    for (const group of ['billing', 'analytics']) {
      for (const partition of [0, 1]) {
        if (random() < 0.4) continue;
        const id = `${group} ${partition}`;
        // Mostly forward, past what is recorded at times, and now and then back.
        const to = Math.max(0, (at.get(id) ?? 2) + Math.floor(random() * 24) - (random() < 0.15 ? 30 : 0));
        at.set(id, to);
        rows.push(commitRow(to, now + 3_000 + Math.floor(random() * 3_000), { consumerGroup: group, partition }));
      }
    }
    all.push(...rows);
    await writeBatches(store.client, [progress.batch({ commits: rows })]);
    if (random() < 0.5) await settleCompleted(store.client, limit);
  }
  // Everybody commits beyond everything in the end.
  const last = ['billing', 'analytics'].flatMap((consumerGroup) => [0, 1].map((partition) => commitRow(5_000, START + 300_000, { consumerGroup, partition })));
  all.push(...last);
  await writeBatches(store.client, [progress.batch({ commits: last })]);
  await settleAll(limit);
  expect(await stored()).toEqual(naive(records, all));
  expect(await settleCompleted(store.client, limit)).toBe(0);
});

test('what a group had passed before its first commit was seen is not measured', async () => {
  await writeBatches(store.client, [(await topic()).batch({ kafka: [kafkaRow(0), kafkaRow(1), kafkaRow(2)] })]);
  await writeBatches(store.client, [(await commits()).batch({ commits: [commitRow(2, START + 60_000), commitRow(3, START + 61_000)] })]);
  expect(await settleAll(100)).toBe(1);
  expect(await store.one('SELECT sum(completed)::int AS n FROM group_minute')).toEqual({ n: 1 });
});

test('a commit beyond what is recorded waits for the records', async () => {
  const source = await topic();
  await writeBatches(store.client, [(await commits()).batch({ commits: [commitRow(0, START), commitRow(2, START + 50)] })]);
  expect(await settleAll(100)).toBe(0);
  await writeBatches(store.client, [source.batch({ kafka: [kafkaRow(0)] })]);
  expect(await settleAll(100)).toBe(1);
  await writeBatches(store.client, [source.batch({ kafka: [kafkaRow(1)] })]);
  expect(await settleAll(100)).toBe(1);
  expect(await store.one('SELECT sum(completed)::int AS n FROM group_minute')).toEqual({ n: 2 });
});

test('two servers that settle at the same time count each record once', async () => {
  const rows = Array.from({ length: 500 }, (_, i) => kafkaRow(i));
  await writeBatches(store.client, [(await topic()).batch({ kafka: rows })]);
  await writeBatches(store.client, [(await commits()).batch({ commits: [commitRow(0, START), commitRow(500, START + 5_000)] })]);
  const other = await store.connect();
  const settle = async (client: typeof other) => {
    for (let round = 0; round < 20; round++) await settleCompleted(client, 50);
  };
  await Promise.all([settle(store.client), settle(other)]);
  await settleAll(50);
  expect(await store.one('SELECT sum(completed)::int AS n FROM group_minute')).toEqual({ n: 500 });
});

test('a gauge that the sweep wrote for the minute stays', async () => {
  await writeBatches(store.client, [(await topic()).batch({ kafka: [kafkaRow(0)] })]);
  await writeBatches(store.client, [(await commits()).batch({ commits: [commitRow(0, START), commitRow(1, START + 10)] })]);
  await store.client.query(
    `INSERT INTO group_minute (minute, cluster_id, consumer_group, topic_id, topic, partition, committed_offset, offset_lag)
     VALUES (date_trunc('minute', $1::timestamptz), $2, 'billing', $3, 'orders', 0, 1, 42)`,
    [new Date(START + 10), CLUSTER, TOPIC_ID],
  );
  await settleAll(10);
  expect(await store.one('SELECT offset_lag::int, completed::int FROM group_minute')).toEqual({ offset_lag: 42, completed: 1 });
});
