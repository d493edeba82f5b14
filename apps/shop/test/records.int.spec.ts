import { testKafka } from '../../../tools/testing/environment.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { startTestShop, until } from './shop.ts';
import { kafkaOf, lagOf, readTopics } from './topic-reader.ts';

let brokers: string;
let shop: Awaited<ReturnType<typeof startTestShop>>;
let topics: Awaited<ReturnType<typeof readTopics>>;
beforeAll(async () => {
  brokers = await testKafka();
  shop = await startTestShop({ KAFKA_BROKERS: brokers, CAPTURE_URL: `http://127.0.0.1:${await freePort()}`, CAPTURE_API_KEY: 'unused' });
  await until(async () => ((await kafkaTopics()).length === 3 ? true : undefined), 'the topics');
  topics = await readTopics(brokers, shop.prefix);
});
afterAll(async () => {
  await topics.stop();
  await shop.stop();
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: await kafkaTopics() });
  await admin.deleteGroups(['billing', 'shipping', 'analytics', 'outsider'].map((group) => shop.prefix + group));
  await admin.disconnect();
});

async function kafkaTopics(): Promise<string[]> {
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  const names = await admin.listTopics();
  await admin.disconnect();
  return names.filter((name) => name.startsWith(shop.prefix));
}

const order = { customer: 'Ada Berg', items: [{ productId: 3, quantity: 2 }] };
const recordsOf = (key: string) => topics.seen.filter((record) => record.key === key);
/** The bank refuses one payment in fifty for good; such an order is never shipped, so several are placed. */
const shipped = (ids: string[]) => ids.find((id) => recordsOf(id).some(({ event }) => event === 'order.shipped'));

test('each topic has six partitions and keeps its records for a day', async () => {
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  const { topics: found } = await admin.fetchTopicMetadata({ topics: await kafkaTopics() });
  expect(found.map(({ partitions }) => partitions.length)).toEqual([6, 6, 6]);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: `${shop.prefix}orders`, configNames: ['retention.ms'] }],
  });
  expect(resources[0]!.configEntries[0]!.configValue).toBe('86400000');
  await admin.disconnect();
});

test('an order becomes records in all three topics with one trace id', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const placed = await Promise.all([1, 2, 3].map(() => shop.call('POST', '/orders', order, { traceparent })));
  const id = await until(() => shipped(placed.map(({ body }) => body.id)), 'a shipped order');
  const story = await until(() => {
    const records = recordsOf(id);
    return records.some(({ value }) => value?.state === 'shipped') ? records : undefined;
  }, 'the last record');
  expect(story.map(({ topic, event }) => `${topic} ${event}`).sort()).toEqual([
    'orders order.changed',
    'orders order.placed',
    'payments payment.captured',
    'shipments order.shipped',
  ]);
  expect(story.map((record) => record.traceparent.split('-')[1])).toEqual([traceId, traceId, traceId, traceId]);
  // Without a gateway in between, every hop names the customer's own span as its parent.
  expect(new Set(story.map((record) => record.traceparent.split('-')[2]))).toEqual(new Set(['00f067aa0ba902b7']));
  expect((await shop.call('GET', `/orders/${id}`)).body.state).toBe('shipped');
});

test('each send is captured in the name of its service, with the address that the record has', async () => {
  const traceId = 'a'.repeat(32);
  const placed = await Promise.all([1, 2, 3].map(() => shop.call('POST', '/orders', order, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` })));
  const id = await until(() => shipped(placed.map(({ body }) => body.id)), 'a shipped order');
  const first = ['order.placed', 'payment.captured', 'order.shipped'].map((event) => recordsOf(id).find((record) => record.event === event)!);
  const sends = await until(async () => {
    const captured = await shop.captured();
    const found = first.map((record) => captured.find(({ topic, partition, offset }) => topic === shop.prefix + record.topic && `${partition}@${offset}` === record.address));
    return found.every((send) => send !== undefined) ? found : undefined;
  }, 'the sends in the spool');
  expect(sends.map(({ service, topic }) => [service, topic])).toEqual([
    ['shop', `${shop.prefix}orders`],
    ['billing', `${shop.prefix}payments`],
    ['shipping', `${shop.prefix}shipments`],
  ]);
  expect(sends.map((send) => send!.traceId)).toEqual([traceId, traceId, traceId]);
  expect(sends.every(({ errorType, durationNs }) => errorType === null && durationNs > 0)).toBe(true);
});

test('a deleted order leaves a tombstone', async () => {
  const { body } = await shop.call('POST', '/orders', { ...order, payment: 'card' });
  await shop.call('DELETE', `/orders/${body.id}`);
  const records = await until(() => (recordsOf(body.id).length === 2 ? recordsOf(body.id) : undefined), 'two records');
  expect(records.map(({ event, value }) => [event, value === null])).toEqual([
    ['order.placed', false],
    ['order.deleted', true],
  ]);
});

test('records that are not the shop’s stop no group', async () => {
  const producer = kafkaOf(brokers).producer();
  await producer.connect();
  const odd = [{ value: 'not JSON' }, { value: '{"odd":1}', headers: { event: 'order.placed' } }, { value: '{"odd":1}', headers: { event: 'payment.captured' } }, { value: null }];
  for (const topic of ['orders', 'payments']) {
    const messages = [0, 1, 2, 3, 4, 5].flatMap((partition) => odd.map((message) => ({ ...message, partition })));
    await producer.send({ topic: shop.prefix + topic, messages });
  }
  await producer.disconnect();
  const placed = await Promise.all([1, 2, 3].map(() => shop.call('POST', '/orders', order)));
  await until(() => shipped(placed.map(({ body }) => body.id)), 'a shipped order');
});

test('analytics falls behind while billing and shipping keep up, and commits as it goes', async () => {
  await Promise.all(Array.from({ length: 60 }, () => shop.call('POST', '/orders', order)));
  const lag = (group: string, names: string[]) => lagOf(brokers, shop.prefix + group, names.map((name) => shop.prefix + name));
  const behind = await until(async () => {
    const [billing, shipping, analytics] = await Promise.all([
      lag('billing', ['orders']),
      lag('shipping', ['payments']),
      lag('analytics', ['orders', 'payments', 'shipments']),
    ]);
    return billing + shipping === 0 ? analytics : undefined;
  }, 'billing and shipping at the end');
  expect(behind).toBeGreaterThan(10);
  await until(async () => ((await lag('analytics', ['orders', 'payments', 'shipments'])) < behind ? true : undefined), 'analytics to move on');
});
