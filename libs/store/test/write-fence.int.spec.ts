import { claimSource, FenceRefused, outcomeOf, writeBatches } from '../src/index.js';
import { httpRow, kafkaRow, TestSource, testStore, type TestStore } from './write-support.js';

let store: TestStore;
beforeAll(async () => void (store = await testStore()));
afterAll(() => store.end());

const count = (table: string) => store.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`).then(({ n }) => n);

test('a source that is claimed again goes on where it was recorded to, and the holder before is refused', async () => {
  const old = await TestSource.claim(store.client, 'capture:a:1', 7n);
  await writeBatches(store.client, [old.batch({ http: [httpRow(7), httpRow(8)] })]);
  const claim = await claimSource(store.client, { source: 'capture:a:1', kind: 'capture', label: 'a', startAt: 0n });
  expect(claim).toEqual({ source: 'capture:a:1', epoch: 2, next: 9n });
  const before = await count('http_exchange');
  await expect(writeBatches(store.client, [old.batch({ http: [httpRow(9)] })])).rejects.toThrow(FenceRefused);
  expect(await count('http_exchange')).toBe(before);
});

test('a batch that was recorded already, or that leaves a gap, is refused and leaves nothing behind', async () => {
  const source = await TestSource.claim(store.client, 'capture:b:1');
  const first = source.batch({ http: [httpRow(0)] });
  await writeBatches(store.client, [first]);
  const rows = await count('http_exchange');
  const sums = await store.one('SELECT sum(exchanges) FROM http_minute');
  await expect(writeBatches(store.client, [first])).rejects.toMatchObject({ sources: ['capture:b:1'] });
  await expect(writeBatches(store.client, [source.batch({ http: [httpRow(1)] }, { expected: 5n })])).rejects.toThrow(FenceRefused);
  expect(await count('http_exchange')).toBe(rows);
  expect(await store.one('SELECT sum(exchanges) FROM http_minute')).toEqual(sums);
});

test('of several sources only the ones concerned are named, and none is recorded', async () => {
  const [good, stale] = [await TestSource.claim(store.client, 'kafka:c:1:0'), await TestSource.claim(store.client, 'kafka:c:1:1')];
  await TestSource.claim(store.client, 'kafka:c:1:1');
  const rows = await count('kafka_record');
  const both = [good.batch({ kafka: [kafkaRow(0)] }), stale.batch({ kafka: [kafkaRow(0, { partition: 1 })] })];
  await expect(writeBatches(store.client, both)).rejects.toMatchObject({ sources: ['kafka:c:1:1'] });
  expect(await count('kafka_record')).toBe(rows);
  const [recorded] = await writeBatches(store.client, [both[0]!]);
  expect(recorded!.recordedAt).toBeGreaterThan(Date.now() - 60_000);
});

test('several batches of one source are one step of its position', async () => {
  const source = await TestSource.claim(store.client, 'kafka:d:1:0');
  await writeBatches(store.client, [source.batch({ kafka: [kafkaRow(0)] }), source.batch({ kafka: [kafkaRow(1), kafkaRow(2)] })]);
  expect(await store.one("SELECT next::int FROM source_position WHERE source = 'kafka:d:1:0'")).toEqual({ next: 3 });
  const [one, , three] = [source.batch({ kafka: [kafkaRow(3)] }), source.batch({ kafka: [kafkaRow(4)] }), source.batch({ kafka: [kafkaRow(5)] })];
  await expect(writeBatches(store.client, [one!, three!])).rejects.toThrow(FenceRefused);
});

test('of two recorders that race for one position exactly one succeeds', async () => {
  const source = await TestSource.claim(store.client, 'capture:race:1');
  const batch = source.batch({ http: [httpRow(0)] });
  const other = await store.connect();
  const outcomes = await Promise.allSettled([writeBatches(store.client, [batch]), writeBatches(other, [batch])]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await store.one("SELECT count(*)::int AS n FROM http_exchange WHERE source = 'capture:race:1'")).toEqual({ n: 1 });
});

test('the outcome of a transaction can be asked for after its connection broke', async () => {
  const source = await TestSource.claim(store.client, 'capture:e:1');
  const seen: string[] = [];
  await writeBatches(store.client, [source.batch({ http: [httpRow(0)] })], { onTransaction: (id) => seen.push(id) });
  expect(await outcomeOf(store.client, seen[0]!)).toBe('committed');
  const lost = await store.connect();
  await lost.query('BEGIN');
  const { rows } = await lost.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
  expect(await outcomeOf(store.client, rows[0]!.id)).toBe('in progress');
  await lost.query('ROLLBACK');
  expect(await outcomeOf(store.client, rows[0]!.id)).toBe('aborted');
  const neverGiven = String(2n ** 40n);
  expect(await outcomeOf(store.client, neverGiven)).toBe('aborted');
});
