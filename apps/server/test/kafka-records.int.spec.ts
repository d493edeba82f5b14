import { createTestDatabase, testKafka } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { OtherSide, teachCodecs } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

const prefix = unique('rec');
const groupId = unique('recorder');
const topicName = (name: string) => `${prefix}.${name}`;
let other: OtherSide;
let watch: KafkaWatch;

beforeAll(async () => {
  teachCodecs();
  const brokers = await testKafka();
  other = await OtherSide.connect(brokers);
  watch = await KafkaWatch.start(await createTestDatabase(), brokers, { KAFKA_TOPICS: `${prefix}.*`, KAFKA_GROUP_ID: groupId });
});
afterAll(async () => {
  await watch.stop();
  await other.disconnect();
});

test('records of every codec are stored byte for byte, whatever is in them', async () => {
  const topic = topicName('codecs');
  await other.topic(topic);
  const value = Buffer.from([0, 255, 254, 128, 0, 10]);
  for (const compression of [0, 1, 2, 3, 4]) {
    await other.producer.send({
      topic,
      compression,
      messages: [
        { key: Buffer.alloc(0), value, headers: { twice: [value, Buffer.from('2')], traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
        { key: 'gone', value: null },
        { key: null, value: Buffer.alloc(70_000, 'ab') },
      ],
    });
  }
  const rows = await watch.records(topic, 15);
  expect(rows.map((row) => row.offset)).toEqual(Array.from({ length: 15 }, (_, i) => String(i)));
  for (let at = 0; at < 15; at += 3) {
    expect(rows[at]).toMatchObject({ key: Buffer.alloc(0), key_size: 0, value, body_size: 6, tombstone: false, trace_id: '0af76519-16cd-43dd-8448-eb211c80319c' });
    expect(JSON.parse(String(rows[at]?.headers))).toEqual([['twice', value.toString('base64')], ['twice', 'Mg=='], ['traceparent', expect.any(String)]]);
    expect(rows[at + 1]).toMatchObject({ key: Buffer.from('gone'), value: null, body_size: 0, tombstone: true });
    expect(rows[at + 2]).toMatchObject({ key: null, value: Buffer.alloc(4_096, 'ab'), body_size: 70_000, value_truncated: true });
  }
});

test('times that cannot be are stored as they are; none is set aside', async () => {
  const topic = topicName('times');
  await other.topic(topic, 1, { 'message.timestamp.after.max.ms': '9223372036854775807' });
  const now = Date.now();
  const times = ['0', '1', String(Math.floor(now / 1_000)), String(now), String(now + 1_800_000), `${now}001`, `${now}000001`, '9223372036854775807'];
  await other.producer.send({ topic, messages: [{ value: 'x', timestamp: '0' }] });
  // What comes from here on comes while we look, so its age would count.
  await watch.records(topic, 1);
  for (const timestamp of times.slice(1)) await other.producer.send({ topic, messages: [{ value: 'x', timestamp }] });
  const rows = await watch.records(topic, times.length);
  expect(rows.map((row) => row.timestamp_ms)).toEqual(times);
  expect(rows.every((row) => !row.append_time)).toBe(true);
  // Of all of them only one tells an age; it is counted as readable, the others are not.
  await eventually(async () => {
    const [row] = await watch.rows<{ counted: string }>('SELECT sum(element & 1099511627775) AS counted FROM kafka_minute, unnest(readable_histogram) AS element WHERE topic = $1', [topic]);
    return row?.counted === '1' ? true : undefined;
  });
});

test('the time that the broker sets is stored as such', async () => {
  const topic = topicName('appended');
  await other.topic(topic, 1, { 'message.timestamp.type': 'LogAppendTime' });
  const before = Date.now();
  await other.producer.send({ topic, messages: [{ value: 'x', timestamp: '1000' }] });
  const [row] = await watch.records(topic, 1);
  expect(row).toMatchObject({ append_time: true });
  expect(Number(row?.timestamp_ms)).toBeGreaterThanOrEqual(before);
});

test('a topic that is made while we look is found, and its first records are there', async () => {
  const topic = topicName('new');
  await other.topic(topic, 3);
  await other.producer.send({ topic, messages: Array.from({ length: 30 }, (_, i) => ({ key: `${i}`, value: `${i}` })) });
  const rows = await watch.records(topic, 30);
  expect(new Set(rows.map((row) => String(row.value))).size).toBe(30);
});

test('a topic that is made again under the same name is another source, from its beginning', async () => {
  const topic = topicName('again');
  await other.topic(topic);
  await other.producer.send({ topic, messages: [{ value: 'first 0' }, { value: 'first 1' }] });
  const before = await watch.records(topic, 2);
  await other.admin.deleteTopics({ topics: [topic] });
  await other.topic(topic);
  await other.producer.send({ topic, messages: [{ value: 'second 0' }, { value: 'second 1' }, { value: 'second 2' }] });
  const rows = await watch.records(topic, 5);
  const second = rows.filter((row) => row.topic_id !== before[0]?.topic_id);
  expect(second.map((row) => [row.offset, String(row.value)])).toEqual([['0', 'second 0'], ['1', 'second 1'], ['2', 'second 2']]);
  expect(new Set(second.map((row) => row.topic_id)).size).toBe(1);
});

test('of transactions only what was committed is recorded, also where a key looks like an abort marker', async () => {
  const topic = topicName('transactions');
  await other.topic(topic);
  const producer = other.kafka.producer({ transactionalId: unique('tx'), idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const inTransaction = async (value: string, end: 'commit' | 'abort') => {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: Buffer.alloc(4), value }, { value: `${value} more` }] });
    await transaction[end]();
  };
  await inTransaction('kept', 'commit');
  await inTransaction('lost', 'abort');
  await inTransaction('kept too', 'commit');
  await producer.disconnect();
  await other.producer.send({ topic, messages: [{ value: 'last' }] });
  const rows = await watch.records(topic, 5);
  expect(rows.map((row) => String(row.value))).toEqual(['kept', 'kept more', 'kept too', 'kept too more', 'last']);
  await eventually(async () => {
    const [position] = await watch.rows<{ next: string }>(`SELECT next FROM source_position WHERE label = $1`, [`${topic} / 0`]);
    return position?.next === '10' ? true : undefined;
  });
});

test('recorded positions are committed to Kafka for other tools', async () => {
  const topic = topicName('told');
  await other.topic(topic);
  await other.producer.send({ topic, messages: [{ value: '1' }, { value: '2' }] });
  await watch.records(topic, 2);
  await eventually(async () => {
    const [committed] = await other.admin.fetchOffsets({ groupId, topics: [topic] });
    return committed?.partitions[0]?.offset === '2' ? true : undefined;
  });
});
