import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '../../../tools/embedded/kafka.ts';
import { freePorts } from '../../../tools/process/ports.ts';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

jest.setTimeout(180_000);

let folder: string;
let ports: number[];
let brokers: string;
let broker: RunningKafka;
let watch: KafkaWatch | undefined;

const startBroker = async () => {
  broker = await startKafka({ dataDir: join(folder, 'kafka'), port: ports[0] as number, controllerPort: ports[1] as number });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kafka-restart-'));
  chmodSync(folder, 0o755);
  ports = await freePorts(2);
  brokers = `127.0.0.1:${ports[0]}`;
});
afterAll(async () => {
  await watch?.stop();
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Each record that the topic holds is recorded, once; a producer that sends again makes records of its own. */
async function expectAllRecorded(other: OtherSide, topic: string, sent: number): Promise<void> {
  const ends = await other.admin.fetchTopicOffsets(topic);
  const held = ends.flatMap(({ partition, high }) => Array.from({ length: Number(high) }, (_, offset) => `${partition} ${offset}`)).sort();
  const rows = (await watch?.records(topic, held.length)) ?? [];
  expect(rows.map((row) => `${row.partition} ${row.offset}`).sort()).toEqual(held);
  expect(new Set(rows.map((row) => String(row.value))).size).toBe(sent);
}

test('without brokers the Kafka half is off and says what to do', async () => {
  const alone = await KafkaWatch.start(await createTestDatabase(), '', { KAFKA_MISSING_REASON: 'Java was not found: install Java 17.' });
  expect(alone.board.get('kafka')).toMatchObject({ state: 'off', detail: 'Java was not found: install Java 17.' });
  expect([alone.state.clusterId(), alone.state.partitions(), alone.state.absent()]).toEqual([null, [], 'Java was not found: install Java 17.']);
  await alone.stop();
});

test('a broker that is absent at start, killed and started again is read on without a loss and without a repetition', async () => {
  const topic = unique('restart');
  const database = await createTestDatabase();
  const started = KafkaWatch.start(database, brokers, { KAFKA_TOPICS: `${topic}*`, KAFKA_GROUP_ID: unique('recorder') });
  watch = await started;
  const down = await eventually(() => (watch?.board.get('kafka')?.state === 'down' ? watch.board.get('kafka') : undefined));
  expect(down?.detail).toContain(brokers);
  expect(watch.state.absent()).toMatch(/^Kafka has not answered since \d{4}-/);

  await startBroker();
  await eventually(() => (watch?.board.get('kafka')?.state === 'ok' ? true : undefined));
  expect(watch.board.get('kafka')?.figure).toBe('local, 1 broker');
  expect(watch.state.absent()).toBeNull();
  let other = await OtherSide.connect(brokers);
  await other.topic(topic, 2);
  const send = (from: number, to: number) =>
    other.producer.send({ topic, acks: -1, messages: Array.from({ length: to - from }, (_, i) => ({ key: `${from + i}`, value: `${from + i}` })) });
  await send(0, 100);
  await watch.records(topic, 100);

  await send(100, 150);
  await broker.kill();
  await other.disconnect();
  await eventually(() => (watch?.board.get('kafka')?.state === 'down' ? true : undefined));
  await startBroker();
  other = await OtherSide.connect(brokers);
  await send(150, 200);
  await expectAllRecorded(other, topic, 200);

  // The module itself goes and comes back, in another group: Kafka's own committed offsets are not what it goes by.
  await watch.stop();
  await send(200, 250);
  watch = await KafkaWatch.start(database, brokers, { KAFKA_TOPICS: `${topic}*`, KAFKA_GROUP_ID: unique('recorder') });
  await expectAllRecorded(other, topic, 250);
  await other.disconnect();
});
