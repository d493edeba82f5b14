import { createTestDatabase, testKafka } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { Recorder } from '../src/ports/recorder.js';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

const prefix = unique('gap');
const topicName = (name: string) => `${prefix}.${name}`;
let brokers: string;
let database: string;
let other: OtherSide;
let watch: KafkaWatch | undefined;

const start = () => KafkaWatch.start(database, brokers, { KAFKA_TOPICS: `${prefix}.*`, KAFKA_GROUP_ID: `${prefix}-recorder` });
const send = (topic: string, from: number, to: number) =>
  other.producer.send({ topic, messages: Array.from({ length: to - from }, (_, i) => ({ key: 'k', value: `${from + i}` })) });

beforeAll(async () => {
  brokers = await testKafka();
  database = await createTestDatabase();
  other = await OtherSide.connect(brokers);
});
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
});
afterAll(() => other.disconnect());

test('records that expired while nobody recorded are counted, and recording goes on behind them', async () => {
  const topic = topicName('expired');
  await other.topic(topic);
  await send(topic, 0, 3);
  watch = await start();
  await watch.records(topic, 3);
  await watch.stop();
  await send(topic, 3, 10);
  await other.expire(topic, 8n);
  watch = await start();
  const rows = await watch.records(topic, 5);
  expect(rows.map((row) => row.offset)).toEqual(['0', '1', '2', '8', '9']);
  const drops = await watch.rows('SELECT position, dropped, reason FROM source_drop WHERE source LIKE $1', ['kafka:%']);
  expect(drops).toEqual([{ position: '3', dropped: '5', reason: expect.stringContaining('offsets 3 to 7') }]);
});

test('what had expired before we ever looked is not counted as lost', async () => {
  const topic = topicName('old');
  await other.topic(topic);
  await send(topic, 0, 6);
  await other.expire(topic, 4n);
  watch = await start();
  const rows = await watch.records(topic, 2);
  expect(rows.map((row) => row.offset)).toEqual(['4', '5']);
  const [drops] = await watch.rows<{ count: string }>(`SELECT count(*) FROM source_drop d JOIN source_position p USING (source) WHERE p.label = $1`, [`${topic} / 0`]);
  expect(drops?.count).toBe('0');
});

test('a source that somebody else claimed is claimed again, and what expired meanwhile is counted', async () => {
  const topic = topicName('fenced');
  await other.topic(topic);
  await send(topic, 0, 2);
  watch = await start();
  await watch.records(topic, 2);
  const [position] = await watch.rows<{ source: string }>('SELECT source FROM source_position WHERE label = $1', [`${topic} / 0`]);
  await watch.app.get(Recorder).claim({ source: position?.source ?? '', kind: 'kafka', label: `${topic} / 0`, startAt: 0n });
  await send(topic, 2, 4);
  await other.expire(topic, 4n);
  await send(topic, 4, 6);
  const rows = await watch.records(topic, 4);
  expect(rows.map((row) => row.offset)).toEqual(['0', '1', '4', '5']);
  const drops = await watch.rows('SELECT position, dropped FROM source_drop WHERE source = $1', [position?.source]);
  expect(drops).toEqual([{ position: '2', dropped: '2' }]);
});

test('holes that compaction leaves are no loss, and reading passes them', async () => {
  const topic = topicName('compacted');
  await other.topic(topic, 1, {
    'cleanup.policy': 'compact',
    'segment.ms': '100',
    'min.cleanable.dirty.ratio': '0.001',
    'max.compaction.lag.ms': '100',
    'delete.retention.ms': '0',
  });
  for (let at = 0; at < 20; at += 1) await send(topic, at, at + 1);
  await other.producer.send({ topic, messages: [{ key: 'other', value: 'x' }] });
  // Only a closed segment is compacted, and only a write closes one.
  await eventually(async () => {
    await other.producer.send({ topic, messages: [{ key: 'roll', value: 'x' }] });
    const seen: string[] = [];
    const consumer = other.kafka.consumer({ groupId: unique('look') });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve) => void consumer.run({ eachBatch: async ({ batch }) => (seen.push(...batch.messages.map(({ offset }) => offset)), resolve()) }));
    await consumer.disconnect();
    return seen[0] !== '0' ? true : undefined;
  });
  watch = await start();
  await other.producer.send({ topic, messages: [{ key: 'end', value: 'the end' }] });
  const rows = await eventually(async () => {
    const found = await watch?.records(topic, 1);
    return found?.some((row) => String(row.value) === 'the end') ? found : undefined;
  });
  expect(rows.map((row) => row.offset)).not.toContain('0');
  const [drops] = await watch.rows<{ count: string }>(`SELECT count(*) FROM source_drop d JOIN source_position p USING (source) WHERE p.label = $1`, [`${topic} / 0`]);
  expect(drops?.count).toBe('0');
});
