import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Message, type Producer } from 'kafkajs';
import type { CaptureEntry, ProducerSend } from '@contraflow/contract';
import { createTopics } from '../../../tools/embedded/create-topics.ts';
import { testKafka } from '../../../tools/testing/environment.ts';
import { notePartitions, wrapProducer } from '../src/index.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
let kafka: Kafka;
let topic: string;
let sends: ProducerSend[];
const producers: Producer[] = [];

beforeEach(async () => {
  kafka = new Kafka({ brokers: [await testKafka()], logLevel: logLevel.NOTHING });
  topic = `capture-${randomUUID()}`;
  sends = [];
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: 3 }]);
  await admin.disconnect();
});
afterEach(async () => {
  await Promise.all(producers.splice(0).map((producer) => producer.disconnect()));
});

const sink = { append: (entry: CaptureEntry) => entry.kind === 'send' && sends.push(entry) > 0 };

async function connected(options: Parameters<Kafka['producer']>[0]): Promise<Producer> {
  const producer = wrapProducer(kafka.producer({ retry: { retries: 2 }, ...options }), sink, 'shop');
  await producer.connect();
  producers.push(producer);
  return producer;
}

/** Value by `partition/offset`, as it lies in the topic. */
async function read(count: number): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const consumer = kafka.consumer({ groupId: `capture-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          found.set(`${partition}/${message.offset}`, String(message.value));
          if (found.size === count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
}

const messages = (count: number, from = 0): Message[] => Array.from({ length: count }, (_, index) => ({ key: `k${(from + index) % 7}`, value: `v${from + index}` }));

test('tells the partition and offset of every message of a batch, as they lie in the topic', async () => {
  const producer = await connected({ createPartitioner: notePartitions(Partitioners.DefaultPartitioner) });
  await producer.send({ topic, messages: messages(20) });
  await producer.sendBatch({ topicMessages: [{ topic, messages: messages(10, 20) }, { topic, messages: messages(10, 30) }] });
  const inTopic = await read(40);
  const told = new Map(sends.map(({ partition, offset }, index) => [`${partition}/${offset}`, `v${index}`]));
  expect(told).toEqual(inTopic);
});

test('tells what was sent, when, how long the broker took, and the trace of the message', async () => {
  const producer = await connected({ createPartitioner: Partitioners.DefaultPartitioner });
  const before = Date.now();
  await producer.send({ topic, messages: [{ value: 'x', headers: { traceparent: `00-${TRACE}-${SPAN}-01` } }] });
  expect(sends).toEqual([expect.objectContaining({ topic, offset: '0', errorType: null, service: 'shop', traceId: TRACE, spanId: SPAN })]);
  expect(sends[0]?.sentAt).toBeGreaterThanOrEqual(before - 1);
  expect(sends[0]?.durationNs).toBeGreaterThan(0);
});

test('tells no offset where it does not follow from the answer', async () => {
  const producer = await connected({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.send({ topic, messages: messages(20) });
  expect(sends).toHaveLength(20);
  expect(sends.every(({ partition, offset }) => partition === null && offset === null)).toBe(true);
});

test('tells it without a noted partitioner where messages name their partition', async () => {
  const producer = await connected({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.send({ topic, messages: [0, 1, 0, 2, 0].map((partition, index) => ({ partition, value: `v${index}` })) });
  expect(sends.map(({ partition, offset }) => `${partition}/${offset}`)).toEqual(['0/0', '1/0', '0/1', '2/0', '0/2']);
});

test('tells no offset without acknowledgement', async () => {
  const producer = await connected({ createPartitioner: notePartitions(Partitioners.DefaultPartitioner) });
  await producer.send({ topic, acks: 0, messages: [{ value: 'x' }] });
  expect(sends).toEqual([expect.objectContaining({ offset: null, errorType: null })]);
});

test('tells the broker’s error of each message, and throws it as before', async () => {
  const producer = await connected({ createPartitioner: Partitioners.DefaultPartitioner });
  await expect(producer.send({ topic: 'not a name', messages: messages(2) })).rejects.toThrow();
  expect(sends).toHaveLength(2);
  expect(sends.every(({ offset, errorType }) => offset === null && errorType === 'INVALID_TOPIC_EXCEPTION')).toBe(true);
});

test('records the sends of a transaction', async () => {
  const producer = await connected({ transactionalId: randomUUID(), idempotent: true, maxInFlightRequests: 1, createPartitioner: notePartitions(Partitioners.DefaultPartitioner) });
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: messages(4) });
  await transaction.commit();
  const inTopic = await read(4);
  expect(new Map(sends.map(({ partition, offset }, index) => [`${partition}/${offset}`, `v${index}`]))).toEqual(inTopic);
});
