import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '../../../tools/embedded/kafka.ts';
import { freePorts } from '../../../tools/process/ports.ts';
import { startTestShop, until } from './shop.ts';
import { readTopics } from './topic-reader.ts';

jest.setTimeout(60_000);
const dataDir = mkdtempSync(join(tmpdir(), 'shop-kafka-'));
chmodSync(dataDir, 0o755);
let kafka: RunningKafka | undefined;
let shop: Awaited<ReturnType<typeof startTestShop>>;
let start: () => Promise<RunningKafka>;

beforeAll(async () => {
  const [port, controllerPort] = await freePorts(2);
  start = () => startKafka({ dataDir, port: port!, controllerPort: controllerPort! });
  shop = await startTestShop({ KAFKA_BROKERS: `127.0.0.1:${port}` });
});
afterAll(async () => {
  await shop.stop();
  await kafka?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const place = (traceparent: string) =>
  shop.call('POST', '/orders', { customer: 'Ada Berg', payment: 'card', items: [{ productId: 3, quantity: 2 }] }, { traceparent });
const traceparent = (digit: string) => `00-${digit.repeat(32)}-00f067aa0ba902b7-01`;
const waiting = async () => (await shop.call('GET', '/status')).body;

test('without Kafka orders are taken, and their records arrive once it is there, at the start and after it went away', async () => {
  const first = await place(traceparent('1'));
  expect(first.status).toBe(201);
  const status = await until(async () => ((await waiting()).kafkaDownSince ? waiting() : undefined), 'Kafka to be seen as down');
  expect(status).toMatchObject({ recordsWaiting: 1 });

  kafka = await start();
  await until(async () => ((await waiting()).recordsWaiting === 0 ? true : undefined), 'the outbox to drain');
  const early = await readTopics(kafka.brokers, shop.prefix);
  const record = await until(() => early.seen[0], 'the first record');
  expect(record).toMatchObject({ key: first.body.id, event: 'order.placed' });
  expect(record.traceparent).toContain('1'.repeat(32));
  await early.stop();

  await kafka.kill();
  const second = await place(traceparent('2'));
  const third = await place(traceparent('3'));
  expect([second.status, third.status]).toEqual([201, 201]);
  await until(async () => ((await waiting()).kafkaDownSince ? true : undefined), 'Kafka to be seen as down again');
  expect(await waiting()).toMatchObject({ recordsWaiting: 2 });

  kafka = await start();
  await until(async () => ((await waiting()).recordsWaiting === 0 ? true : undefined), 'the outbox to drain again');
  const late = await readTopics(kafka.brokers, `${shop.prefix}`);
  await until(() => (late.seen.length >= 2 ? true : undefined), 'the late records');
  await late.stop();
  const keys = late.seen.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining([second.body.id, third.body.id]));
  expect(late.seen.find(({ key }) => key === second.body.id)!.traceparent).toContain('2'.repeat(32));
  expect((await waiting()).kafkaDownSince).toBeNull();
});
