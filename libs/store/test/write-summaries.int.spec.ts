import { BatchWriter, Summaries } from '../src/index.js';
import { kafkaRow, START, TestSource, testStore, type TestStore } from './write-support.js';

const INDEXES = 3;
let store: TestStore;
let source: TestSource;
let partition: string;
const writer = new BatchWriter();

beforeAll(async () => {
  store = await testStore();
  source = await TestSource.claim(store.client, 'kafka:c:orders:0');
  await record(6_000);
  partition = (await store.one<{ name: string }>('SELECT tableoid::regclass::text AS name FROM kafka_record LIMIT 1')).name;
});
afterAll(() => store.end());

let recorded = 0;
async function record(count: number): Promise<void> {
  const value = Buffer.alloc(1_000, 'x');
  const kafka = Array.from({ length: count }, (_, i) => kafkaRow(recorded + i, { value, observedAt: START, timestamp: START }));
  recorded += count;
  await writer.write(store.client, [source.batch({ kafka })]);
}

/** Which of the table's ranges its index on `recorded_at` knew: asking for one that it knew does nothing. */
async function summarised(): Promise<boolean[]> {
  const index = await store.one<{ name: string }>(`SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::regclass AND indexrelid::regclass::text LIKE '%recorded_at%'`, [partition]);
  await store.client.query('BEGIN');
  const { rows } = await store.client.query<{ made: number }>(
    `SELECT brin_summarize_range($1::regclass, page) AS made FROM generate_series(0, pg_relation_size($2::regclass) / 8192 - 1, 32) AS page`, [index.name, partition],
  );
  await store.client.query('ROLLBACK');
  return rows.map(({ made }) => made === 0);
}

test('while somebody else works on the table nothing waits and nothing is forgotten; then what is full is summarised, step by step', async () => {
  const summaries = new Summaries();
  const vacuum = await store.connect();
  await vacuum.query('BEGIN');
  await vacuum.query(`LOCK TABLE ${partition} IN SHARE UPDATE EXCLUSIVE MODE`);
  expect(await summaries.advance(store.client, START, 100)).toBe(0);
  await vacuum.query('COMMIT');

  expect(await summaries.advance(store.client, START, 2)).toBe(2);
  let looked = 2;
  for (let step = 2; step > 0; looked += step) step = await summaries.advance(store.client, START, 5);
  const known = await summarised();
  const full = known.indexOf(false);
  expect(full).toBeGreaterThan(5);
  expect(looked).toBe(full * INDEXES);
  // The end, which is still being filled, has none.
  expect(known.slice(full).filter(Boolean)).toEqual([]);
  expect(known.length - full).toBeGreaterThanOrEqual(8);
});

test('it goes on where it stood, and a new server asks again for what is there already', async () => {
  const summaries = new Summaries();
  const before = await summaries.advance(store.client, START, 1_000);
  await record(2_000);
  const more = await summaries.advance(store.client, START, 1_000);
  expect(more).toBeGreaterThan(0);
  expect(more).toBeLessThan(before);
  expect(await new Summaries().advance(store.client, START, 1_000)).toBe(before + more);
});
