import { createTestDatabase, testKafka } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

test('recorders that join and leave under traffic share the partitions: nothing lost, nothing twice', async () => {
  const topic = unique('rebalance');
  const brokers = await testKafka();
  const database = await createTestDatabase();
  const env = { KAFKA_TOPICS: topic, KAFKA_GROUP_ID: unique('recorder') };
  const other = await OtherSide.connect(brokers);
  await other.topic(topic, 6);
  let sent = 0;
  let going = true;
  const traffic = (async () => {
    while (going) {
      await other.producer.send({ topic, messages: Array.from({ length: 50 }, (_, i) => ({ key: `${sent + i}`, value: `${sent + i}` })) });
      sent += 50;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const first = await KafkaWatch.start(database, brokers, env);
  const recordedBy = async (watch: KafkaWatch, more: number) => {
    const count = async () => Number((await watch.rows<{ count: string }>('SELECT count(*) FROM kafka_record'))[0]?.count);
    const before = await count();
    await eventually(async () => ((await count()) >= before + more ? true : undefined));
  };
  await recordedBy(first, 100);
  const second = await KafkaWatch.start(database, brokers, env);
  await eventually(async () => {
    const epochs = await first.rows<{ epoch: string }>(`SELECT epoch FROM source_position WHERE kind = 'kafka' AND epoch > 1`);
    return epochs.length >= 3 ? true : undefined;
  });
  await recordedBy(second, 500);
  await first.stop();
  await recordedBy(second, 1_000);
  going = false;
  await traffic;

  const ends = await other.admin.fetchTopicOffsets(topic);
  const held = ends.flatMap(({ partition, high }) => Array.from({ length: Number(high) }, (_, offset) => `${partition} ${offset}`)).sort();
  const rows = await second.records(topic, held.length);
  expect(rows.map((row) => `${row.partition} ${row.offset}`).sort()).toEqual(held);
  const [rolledUp] = await second.rows('SELECT sum(records) AS records FROM kafka_minute');
  expect(rolledUp).toEqual({ records: String(held.length) });
  await second.stop();
  await other.disconnect();
});
