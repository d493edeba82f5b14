import { createTestDatabase, testKafka } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { KafkaService } from '../src/kafka/kafka.service.js';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

const prefix = unique('groups');
const groupId = unique('recorder');
const topicName = (name: string) => `${prefix}.${name}`;
let brokers: string;
let databaseUrl: string;
let other: OtherSide;
let watch: KafkaWatch;

const start = (recorder: string) => KafkaWatch.start(databaseUrl, brokers, { KAFKA_TOPICS: `${prefix}.*`, KAFKA_GROUP_ID: recorder });
const service = () => watch.app.get(KafkaService);
const standingOf = (group: string) => service().groups().groups.find(({ consumerGroup }) => consumerGroup === group);
const lagOf = (group: string) => watch.state.lags().find(({ consumerGroup }) => consumerGroup === group);
const send = (topic: string, count: number) => other.producer.send({ topic, messages: Array.from({ length: count }, (_, n) => ({ value: String(n), timestamp: String(Date.now() - 120_000) })) });

beforeAll(async () => {
  [brokers, databaseUrl] = await Promise.all([testKafka(), createTestDatabase()]);
  other = await OtherSide.connect(brokers);
  watch = await start(groupId);
});
afterAll(async () => {
  await watch.stop();
  await other.disconnect();
});

test('who has read the last record of a transaction is not behind its marker, after a restart either', async () => {
  const topic = topicName('transactions');
  const group = unique('exact');
  await other.topic(topic);
  const producer = other.kafka.producer({ transactionalId: unique('tx'), maxInFlightRequests: 1, idempotent: true });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ value: '1' }, { value: '2' }] });
  await transaction.commit();
  const aborted = await producer.transaction();
  await aborted.send({ topic, messages: [{ value: 'never' }] });
  await aborted.abort();
  await producer.disconnect();
  // Commits offset 2, where the first transaction's marker lies; the log ends at 5.
  await other.consume(topic, group, 2);
  await eventually(() => lagOf(group)?.offsetLag === 0);
  expect(await eventually(async () => (await watch.rows('SELECT high_watermark, unread FROM partition_minute WHERE topic = $1 AND high_watermark = 5 ORDER BY minute DESC LIMIT 1', [topic]))[0])).toEqual({ high_watermark: '5', unread: '0' });

  await watch.stop();
  watch = await start(groupId);
  await eventually(() => watch.state.partitions().some((partition) => partition.topic === topic));
  expect(lagOf(group)).toMatchObject({ offsetLag: 0 });
});

test('a group that nobody has been in for an hour is abandoned: listed, and in no tile, health item or headline', async () => {
  const topic = topicName('abandoned');
  const group = unique('left');
  await other.topic(topic);
  await send(topic, 5);
  await other.consume(topic, group, 1);
  await eventually(() => watch.board.get(`group:${group}`) !== undefined && standingOf(group)?.emptySince != null);
  expect(standingOf(group)).toMatchObject({ standing: 'active', offsetLag: 4, topics: [topic] });

  await watch.rows(`UPDATE consumer_group_state SET empty_since = now() - interval '61 minutes' WHERE consumer_group = $1`, [group]);
  await eventually(() => standingOf(group)?.standing === 'abandoned' && watch.board.get(`group:${group}`) === undefined);
  expect(lagOf(group)).toBeUndefined();
  expect(watch.state.progress().some(({ consumerGroup }) => consumerGroup === group)).toBe(false);
  await eventually(async () => (await watch.rows<{ counted: boolean }>('SELECT counted FROM group_minute WHERE consumer_group = $1 ORDER BY minute DESC LIMIT 1', [group]))[0]?.counted === false);

  // Somebody joins: it counts again.
  const consumer = other.kafka.consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
  await eventually(() => standingOf(group)?.standing === 'active' && lagOf(group) !== undefined);
  expect(standingOf(group)?.emptySince).toBeNull();
  await consumer.disconnect();
});

test('a muted group is in no headline until it is unmuted; who did it is known', async () => {
  const topic = topicName('muted');
  const group = unique('noisy');
  await other.topic(topic);
  await send(topic, 3);
  await other.consume(topic, group, 1);
  await eventually(() => watch.board.get(`group:${group}`) !== undefined);
  const at = Date.now();
  await service().mute(group, { by: 'ada', at, until: at + 3_600_000, reason: 'is being moved' }, 'ada');
  expect(standingOf(group)).toMatchObject({ standing: 'muted', mute: { by: 'ada', until: at + 3_600_000, reason: 'is being moved' } });
  expect(watch.board.get(`group:${group}`)).toBeUndefined();
  expect(lagOf(group)).toBeUndefined();
  const swept = service().groups().sweptAt!;
  await eventually(() => service().groups().sweptAt! > swept);
  expect(standingOf(group)?.standing).toBe('muted');

  await service().mute(group, null, 'bob');
  expect(standingOf(group)).toMatchObject({ standing: 'active', mute: null });
  await eventually(() => lagOf(group)?.offsetLag === 2);
  const audit = await watch.rows<{ actor: string; action: string }>('SELECT actor, action FROM audit_entry WHERE subject LIKE $1 ORDER BY id', [`${group}%`]);
  expect(audit).toEqual([{ actor: 'ada', action: 'group muted' }, { actor: 'bob', action: 'group unmuted' }]);
});

test('a mute ends by itself, and a group that is not there cannot be muted', async () => {
  const topic = topicName('brief');
  const group = unique('brief');
  await other.topic(topic);
  await send(topic, 1);
  await other.consume(topic, group, 1);
  await eventually(() => standingOf(group) !== undefined);
  const at = Date.now();
  await service().mute(group, { by: 'ada', at: at - 10, until: at - 1, reason: 'over' }, 'ada');
  expect(standingOf(group)?.standing).toBe('active');
  await expect(service().mute(unique('nobody'), { by: 'ada', at, until: null, reason: 'x' }, 'ada')).rejects.toThrow('saw no consumer group of this name');
});

test('groups that recorders used before are nobody’s consumers', async () => {
  await eventually(async () => (await watch.rows('SELECT FROM recorder_group WHERE consumer_group = $1', [groupId])).length === 1);
  await watch.stop();
  watch = await start(unique('recorder'));
  await eventually(() => service().groups().groups.length > 0);
  expect(service().groups().groups.filter(({ consumerGroup }) => consumerGroup.startsWith(groupId))).toEqual([]);
});
