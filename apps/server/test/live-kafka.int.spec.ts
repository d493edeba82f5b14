import { randomUUID } from 'node:crypto';
import type { GroupProgress } from '@contraflow/contract';
import { testKafka } from '../../../tools/testing/environment.ts';
import { OtherSide } from './kafka-support/producing.js';
import { createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

const topic = `live-${randomUUID()}`;
let other: OtherSide;
let server: TestApp;
beforeAll(async () => {
  other = await OtherSide.connect(await testKafka());
  await other.topic(topic);
  server = await createTestApp({ KAFKA_TOPICS: `${topic}*`, KAFKA_DISCOVERY_SECONDS: '1', KAFKA_SWEEP_SECONDS: '1' });
});
afterAll(async () => {
  await server.close();
  await other.disconnect();
});

test('a record is on the page once it is recorded, with the groups that pass it and how long that took', async () => {
  const viewer = await Viewer.open(server.url, { cookie: await server.login() });
  const progress: GroupProgress[] = [];
  viewer.socket.on('progress', (changed) => progress.push(...changed));
  await viewer.subscribe({ filter: `topic:${topic}` });
  const group = `billing-${randomUUID()}`;
  const committed = (offset: string) => progress.some((change) => change.consumerGroup === group && change.committedOffset === offset);
  await other.producer.send({ topic, messages: [{ key: 'o-1', value: '{"total":1}' }] });
  await other.consume(topic, group, 1);
  // What lay in the topic, or was committed, before the server looked is in no latency: from here on it looks.
  await viewer.until(() => viewer.ids.length === 1 && committed('1'));
  await other.producer.send({ topic, messages: [{ key: 'o-2', value: '{"total":2}' }, { key: 'o-3', value: null }] });
  await other.consume(topic, group, 2);

  await viewer.until(() => viewer.ids.length >= 3);
  const records = viewer.messages.flatMap(({ flows }) => flows);
  expect(records).toMatchObject([
    { kind: 'kafka', topic, offset: '0', keyPreview: 'o-1', valuePreview: '{"total":1}', tombstone: false },
    { offset: '1', keyPreview: 'o-2' },
    { offset: '2', keyPreview: 'o-3', valuePreview: null, tombstone: true },
  ]);
  await viewer.until(() => committed('3'));
  await viewer.until(() => (viewer.pulses.at(-1)?.kafka.completed?.count ?? 0) >= 2);
  const { kafka } = viewer.pulses.at(-1)!;
  expect(kafka.completed!.p99Ns).toBeLessThan(60e9);
  expect(kafka.readable?.count).toBeGreaterThanOrEqual(2);
  viewer.close();
});
