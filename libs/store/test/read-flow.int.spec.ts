import { kafkaRecordId, parseFilter, FlowDetail } from '@contraflow/contract';
import { readFlow, streamFlows, type RecordedFlow } from '../src/index.js';
import { CLUSTER, commit, exchange, openSampleStore, placed, record, send, TOPIC_ID } from './read-samples.js';

let sample: Awaited<ReturnType<typeof openSampleStore>>;
const now = Math.floor(Date.now()) - 120_000;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const order = exchange({
  startedAt: now + 0.25, requestMethod: 'POST', traceId, spanId: 'b7ad6b7169203331', requestHeaders: [['x', 'a'], ['x', 'b']], urlQuery: 'a=1',
  requestBody: { base64: Buffer.from('{"card":1}').toString('base64'), truncated: false }, responseBody: { base64: 'AAH/', truncated: true }, responseBodySize: 9_000,
});
const made = record({
  observedAt: now + 20, offset: 41n, partition: 2, traceId, spanId: 'b7ad6b7169203332', key: Buffer.from([0, 0xff]), keySize: 2, timestamp: now + 10,
  headers: [['h', null], ['h', Buffer.from('v')]], schemaId: 7,
});
const idOf = (offset: bigint, partition = 2) => kafkaRecordId({ clusterId: CLUSTER, topicId: TOPIC_ID, partition, offset: String(offset) });

beforeAll(async () => {
  sample = await openSampleStore();
  await sample.record({
    http: placed.http([order, exchange({ startedAt: now + 40, traceId, userAgent: 'billing/1' }), exchange({ startedAt: now + 5_000_000, traceId })]),
    kafka: [made, record({ observedAt: now + 30, offset: 42n, partition: 2, traceId, spanId: 'b7ad6b7169203331', value: null, timestamp: BigInt(now) * 1_000_000n, appendTime: true })],
    sends: placed.sends([send({ sentAt: now + 9, partition: 2, offset: '41', durationNs: 2_500_000, traceId }), send({ sentAt: now - 70_000_000, partition: 2, offset: '41', service: 'older topic' })]),
    commits: [
      commit({ committedAt: now - 1_000, committedOffset: 41n, partition: 2, consumerGroup: 'billing' }),
      commit({ committedAt: now + 500, committedOffset: 42n, partition: 2, consumerGroup: 'billing' }),
      commit({ committedAt: now + 900, committedOffset: 43n, partition: 2, consumerGroup: 'billing' }),
      commit({ committedAt: now + 700, committedOffset: 35n, partition: 2, consumerGroup: 'analytics', exact: false }),
    ],
  }, now + 1_000);
});
afterAll(() => sample.close());

const read = (id: string) => readFlow(sample.store.pool, id, 10_000);

test('an exchange is read by its id with all that was recorded of it', async () => {
  const detail = await read(order.id);
  expect(FlowDetail.parse(detail)).toEqual(detail);
  expect(detail).toMatchObject({ flow: order, recordedAt: now + 1_000, send: null, groups: [] });
});

test('the other flows of its trace come with it by time, records with their way to every group', async () => {
  const { linked } = (await read(order.id))!;
  expect(linked.map(({ summary }) => summary.id)).toEqual([idOf(41n), idOf(42n), linked[2]!.summary.id]);
  expect(linked[0]).toMatchObject({ send: { service: 'shop', durationNs: 2_500_000, sentAt: now + 9 } });
  expect(linked[0]!.groups).toEqual([
    { consumerGroup: 'analytics', passed: false, passedAt: null, recordsBefore: 6, source: 'sweep', standing: 'active' },
    { consumerGroup: 'billing', passed: true, passedAt: now + 500, recordsBefore: null, source: 'commits', standing: 'active' },
  ]);
  expect(linked[1]).toMatchObject({ send: null, summary: { tombstone: true, valuePreview: null } });
  expect(linked[1]!.groups[1]).toMatchObject({ passed: true, passedAt: now + 900 });
});

test('only what names the span of the request as its parent was caused by it', async () => {
  expect((await read(order.id))!.linked.map(({ relation }) => relation)).toEqual(['trace', 'child', 'trace']);
  expect((await read(idOf(42n)))!.linked.map(({ relation, summary }) => [relation, summary.id])).toEqual([['parent', order.id], ['trace', idOf(41n)], ['trace', expect.any(String)]]);
});

test('a time in nanoseconds is kept exactly, tells no age, and is said to be the broker’s where it is', async () => {
  const { flow } = (await read(idOf(42n)))!;
  expect(flow).toMatchObject({ timestamp: null, timestampRaw: `${now}000000`, timestampType: 'LogAppendTime' });
});

test('a record is read by its address, byte-exact', async () => {
  const detail = (await read(idOf(41n)))!;
  expect(FlowDetail.parse(detail)).toEqual(detail);
  expect(detail.flow).toMatchObject({ kind: 'kafka', offset: '41', timestamp: now + 10, key: { base64: 'AP8=', truncated: false }, headers: [['h', null], ['h', 'dg==']], schemaId: 7, spanId: 'b7ad6b7169203332' });
  expect(detail.send).toMatchObject({ service: 'shop', offset: '41' });
  expect(detail.linked.map(({ summary }) => summary.kind)).toEqual(['http', 'kafka', 'http']);
});

test('a group that passed a record before its commits were kept has passed it at an unknown time', async () => {
  await sample.writer.query(`DELETE FROM group_commit WHERE consumer_group = 'billing'`);
  expect((await read(idOf(42n)))!.groups[1]).toEqual({ consumerGroup: 'billing', passed: true, passedAt: null, recordsBefore: null, source: 'commits', standing: 'active' });
});

test.each(['', 'x', idOf(40n), idOf(41n, 3), `${CLUSTER}.topic.0.1`, idOf(9_999_999_999_999_999_999n), 'ffffffff-ffff-7fff-bfff-ffffffffffff', '018f2b1c-0000-7000-8000-000000000000', `other.${TOPIC_ID}.2.41`])(
  '%j is no flow',
  async (id) => expect(await read(id)).toBeNull(),
);

async function collect(filter: string, signal = new AbortController().signal): Promise<RecordedFlow[]> {
  const flows: RecordedFlow[] = [];
  const selection = { from: now - 86_400_000, to: now + 86_400_000, sides: ['http', 'kafka'] as const, filter: parseFilter(filter), recordedUntil: now + 1_000 };
  for await (const some of streamFlows(sample.url, selection, signal)) flows.push(...some);
  return flows;
}

test('a stream brings both sides in the order of time, whole, and only what was recorded by then', async () => {
  await sample.record({ http: placed.http([exchange({ startedAt: now + 50 })]) });
  const flows = await collect('');
  expect(flows.map(({ flow }) => flow.kind)).toEqual(['http', 'kafka', 'kafka', 'http', 'http']);
  expect(flows[0]).toEqual({ flow: order, recordedAt: now + 1_000 });
  expect(await collect('topic:orders tombstone:true')).toHaveLength(1);
});

test('a stream of many rows is read in small lists, and none is lost or twice', async () => {
  const many = Array.from({ length: 2_500 }, (_, at) => exchange({ startedAt: now + 600_000 + Math.floor(at / 10) }));
  await sample.record({ http: placed.http(many), kafka: many.map((one, at) => record({ observedAt: one.startedAt, offset: BigInt(1_000 + at) })) }, now + 900);
  const lists: RecordedFlow[][] = [];
  const selection = { from: now + 600_000, to: now + 700_000, sides: ['http', 'kafka'] as const, filter: parseFilter(''), recordedUntil: Date.now() };
  for await (const some of streamFlows(sample.url, selection, new AbortController().signal)) lists.push(some);
  const flows = lists.flat();
  expect(flows).toHaveLength(5_000);
  expect(new Set(flows.map(({ flow }) => flow.id)).size).toBe(5_000);
  expect(Math.max(...lists.map((list) => list.length))).toBeLessThanOrEqual(400);
  const times = flows.map(({ flow }) => (flow.kind === 'http' ? flow.startedAt : flow.observedAt));
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a stream that is aborted ends its connection, even in the middle of a statement', async () => {
  await sample.writer.query('BEGIN; LOCK TABLE http_exchange IN ACCESS EXCLUSIVE MODE');
  const abort = new AbortController();
  const stream = collect('', abort.signal);
  const exports = async () => (await sample.store.pool.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'contraflow-export' AND datname = current_database() AND wait_event_type = 'Lock'`)).rowCount;
  while ((await exports()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  abort.abort(new Error('the client went away'));
  await expect(stream).rejects.toThrow('the client went away');
  while ((await exports()) !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await sample.writer.query('COMMIT');
});
