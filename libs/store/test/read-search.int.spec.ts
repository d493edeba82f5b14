import { flowInstant, parseFilter, type FlowSummary } from '@contraflow/contract';
import { countFlows, countTimeline, decodeCursor, QueryTimeout, readGap, recentFlows, searchFlows } from '../src/index.js';
import { exchange, openSampleStore, placed, record } from './read-samples.js';

let sample: Awaited<ReturnType<typeof openSampleStore>>;
const to = Date.now() - 1_000;
const from = to - 3 * 3_600_000;
/** Over three hours, denser towards the end, many at one instant; every fourth side by side with a record. */
const instants = Array.from({ length: 900 }, (_, at) => Math.floor(to - 1 - (at / 900) ** 3 * (to - from - 1)));
const exchanges = instants.map((startedAt, at) =>
  exchange({ startedAt: startedAt + (at % 3) / 1_000, requestMethod: at % 2 ? 'GET' : 'POST', responseStatusCode: [200, 404, 503, null][at % 4]!, urlPath: `/orders/${at}`, service: at % 5 ? 'shop' : 'bank' }));
const records = instants.map((observedAt, at) => record({ observedAt: Math.floor(observedAt / 1_000) * 1_000, offset: BigInt(at), partition: at % 4, topic: at % 3 ? 'orders' : 'payments', key: Buffer.from(`o-${at}`) }))
  .filter((row) => row.observedAt >= from);
const both = ['http', 'kafka'] as const;

beforeAll(async () => {
  sample = await openSampleStore();
  await sample.record({ http: placed.http(exchanges.slice(0, 450)), kafka: records.slice(0, 450) }, to - 500);
  await sample.record({ http: placed.http(exchanges.slice(450)), kafka: records.slice(450) }, to - 400);
});
afterAll(() => sample.close());

const search = (filter: string, limit = 100, before: string | null = null, sides: readonly ('http' | 'kafka')[] = both) =>
  searchFlows(sample.store.pool, { from, to, sides, filter: parseFilter(filter), limit, before: before === null ? null : decodeCursor(before) }, 10_000);

async function everyPage(filter: string, limit: number): Promise<FlowSummary[]> {
  const all: FlowSummary[] = [];
  for (let before: string | null = null, page = 0; page < 400; page += 1) {
    const answer = await search(filter, limit, before);
    expect(answer.complete).toBe(true);
    all.push(...answer.flows);
    if (answer.next === null) return all;
    expect(answer.flows).toHaveLength(limit);
    before = answer.next;
  }
  throw new Error('The pages have no end.');
}

test.each([7, 60, 500])('pages of %d visit every flow of both sides once, newest first', async (limit) => {
  const all = await everyPage('', limit);
  expect(all).toHaveLength(exchanges.length + records.length);
  expect(new Set(all.map((flow) => flow.id)).size).toBe(all.length);
  const times = all.map(flowInstant);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

test('a filtered search pages over its matches alone', async () => {
  const all = await everyPage('method:POST service:bank OR topic:payments partition:0', 10);
  const matching = exchanges.filter((one) => one.requestMethod === 'POST' && one.service === 'bank').length + records.filter((one) => one.topic === 'payments' && one.partition === 0).length;
  expect(all).toHaveLength(matching);
});

test.each([['path:/orders/17', 'http'], ['key:o-17', 'kafka'], ['o-888', 'kafka'], ['partition:3 offset:3', 'kafka']])('%s finds its flow', async (filter, kind) => {
  const { flows, next } = await search(filter);
  expect(flows).toHaveLength(1);
  expect(flows[0]!.kind).toBe(kind);
  expect(next).toBeNull();
});

test('instants come back exact to the microsecond', async () => {
  const wanted = exchanges.find((one) => one.startedAt % 1 !== 0)!;
  const { flows } = await search(`path:${wanted.urlPath}`);
  expect(flows[0]).toMatchObject({ id: wanted.id, startedAt: Math.round(wanted.startedAt * 1_000) / 1_000, recordedAt: to - 500 });
});

test('a search whose time is spent answers what it found, and can be gone on with', async () => {
  const old = exchange({ startedAt: to - 3 * 86_400_000, service: 'archive' });
  await sample.record({ http: placed.http([old]) });
  const wide = { from: to - 4 * 86_400_000, to, sides: ['http'] as const, filter: parseFilter('service:archive OR path:/orders/3'), limit: 10, before: null };
  // Somebody who holds a partition makes whatever reads it wait.
  await sample.writer.query(`BEGIN; LOCK TABLE ${partitionOf(old.startedAt)} IN ACCESS EXCLUSIVE MODE`);
  const cut = await searchFlows(sample.store.pool, wide, 700);
  const refused = searchFlows(sample.store.pool, { ...wide, to: old.startedAt + 1_000 }, 300);
  await expect(refused).rejects.toThrow(QueryTimeout);
  await sample.writer.query('ROLLBACK');
  expect(cut).toMatchObject({ complete: false, flows: [{ urlPath: '/orders/3' }] });
  expect(cut.searchedFrom).toBeGreaterThan(old.startedAt);
  const rest = await searchFlows(sample.store.pool, { ...wide, before: decodeCursor(cut.next!) }, 10_000);
  expect(rest).toMatchObject({ complete: true, next: null, searchedFrom: wide.from, flows: [{ id: old.id }] });
});

const partitionOf = (instant: number) => `http_exchange_${new Date(instant).toISOString().slice(0, 10).replaceAll('-', '')}`;

test.each(['', 'status:>=500', 'side:kafka', 'service:shop topic:orders', 'status:404', 'service:b*', 'path:*7 OR topic:payments'])('the timeline of %j adds up to the count', async (filter) => {
  for (const [start, end] of [[from, to], [from + 12_345, to - 54_321], [to - 200_000, to]] as const) {
    const question = { from: start, to: end, sides: both, filter: parseFilter(filter) };
    const timeline = await countTimeline(sample.store.pool, question, 10_000);
    const counted = await countFlows(sample.store.pool, { ...question, recordedUntil: Date.now() }, 10_000);
    expect(timeline.complete).toBe(true);
    expect(timeline.buckets.reduce((sum, [, http]) => sum + http, 0)).toBe(counted.http);
    expect(timeline.buckets.reduce((sum, [, , , kafka]) => sum + kafka, 0)).toBe(counted.kafka);
    expect(timeline.buckets.length).toBeLessThanOrEqual(121);
  }
});

test('the timeline counts what failed, from roll-ups and from rows alike', async () => {
  const failed = exchanges.filter((one) => one.responseStatusCode === null || one.responseStatusCode >= 500).length;
  for (const [filter, source] of [['', 'rollup'], ['path:*', 'rows']] as const) {
    const timeline = await countTimeline(sample.store.pool, { from, to, sides: both, filter: parseFilter(filter) }, 10_000);
    expect(timeline.source).toBe(source);
    expect(timeline.buckets.reduce((sum, bucket) => sum + bucket[2], 0)).toBe(failed);
  }
});

test('a gap holds what was recorded between two moments, in that order', async () => {
  const question = { since: to - 499, until: to, sides: both, filter: parseFilter(''), limitPerSide: 2_000 };
  const gap = await readGap(sample.store.pool, question, 10_000);
  expect(new Set(gap.flows.map((flow) => flow.recordedAt))).toEqual(new Set([to - 400]));
  expect(gap.flows).toHaveLength(450 + records.slice(450).length);
  const cut = await readGap(sample.store.pool, { ...question, since: to - 500, limitPerSide: 100 }, 10_000);
  expect(cut.flows).toHaveLength(200);
  expect(cut.leftOut).toEqual({ http: 800, kafka: records.length - 100 });
  expect(cut.flows.every((flow) => flow.recordedAt === to - 400)).toBe(true);
});

test('a live view begins with the newest of each side', async () => {
  const flows = await recentFlows(sample.store.pool, { sides: both, filter: parseFilter('service:bank OR topic:payments'), limitPerSide: 20, lookBackMs: 86_400_000 }, 5_000);
  expect(flows.filter((flow) => flow.kind === 'http').map((flow) => flow.id)).toEqual((await search('service:bank', 20)).flows.map((flow) => flow.id));
  expect(flows.filter((flow) => flow.kind === 'kafka')).toHaveLength(20);
});

test('a cursor that was made up is refused', () => {
  for (const text of ['', 'abc', Buffer.from('1 x').toString('base64url'), Buffer.from(`1 a.b.1.${'9'.repeat(19)}`).toString('base64url')]) expect(decodeCursor(text)).toBeNull();
});
