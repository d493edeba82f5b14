import { testKafka } from '../../../tools/testing/environment.ts';
import { guidedAssigner, type FetchedSet, type FetchGuide } from '../src/kafka/wire/fetch-hook.js';
import { recordBatches } from '../src/kafka/wire/record-batches.js';
import { recordsOf } from '../src/kafka/wire/records.js';
import { OtherSide } from './kafka-support/producing.js';
import { unique } from './kafka-support/watching.js';

let other: OtherSide;
beforeAll(async () => {
  other = await OtherSide.connect(await testKafka());
});
afterAll(() => other.disconnect());

async function firstValues(topic: string, count: number, guide: FetchGuide): Promise<string[]> {
  const consumer = other.kafka.consumer({ groupId: unique('fetch'), partitionAssigners: [guidedAssigner(guide, () => undefined)], allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachBatch: async ({ batch }) => {
        const set = batch.messages[0] as unknown as FetchedSet;
        for (const each of recordBatches(set.records)) for (const record of recordsOf(each, each.payload)) values.push(String(record.value));
        if (values.length >= count) resolve();
      },
    });
  });
  await consumer.disconnect();
  return values;
}

test('brokers that know no topic ids are asked by name', async () => {
  const topic = unique('by-name');
  await other.topic(topic);
  await other.producer.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] });
  const failed = jest.fn();
  expect(await firstValues(topic, 2, { topicId: () => null, failed, membership: { id: '', stays: false } })).toEqual(['a', 'b']);
  expect(failed).not.toHaveBeenCalled();
});

test('a topic id that does not exist is told as that, and nothing of the topic of that name is read', async () => {
  const topic = unique('wrong-id');
  await other.topic(topic);
  await other.producer.send({ topic, messages: [{ value: 'of another topic' }] });
  const told = new Promise<unknown[]>((resolve) => {
    const guide = { topicId: () => '6b1e7c8a-52f0-4a1b-9d4e-0c6a5f3b2d10', failed: (...error: unknown[]) => resolve(error), membership: { id: '', stays: false } };
    const consumer = other.kafka.consumer({ groupId: unique('fetch'), partitionAssigners: [guidedAssigner(guide, () => undefined)] });
    void consumer
      .connect()
      .then(() => consumer.subscribe({ topics: [topic], fromBeginning: true }))
      .then(() => consumer.run({ eachBatch: () => Promise.reject(new Error('it was read')) }));
    afterAllDisconnect.push(() => consumer.disconnect());
  });
  expect(await told).toEqual([topic, 0, 100]);
});

const afterAllDisconnect: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(afterAllDisconnect.map((disconnect) => disconnect())));
