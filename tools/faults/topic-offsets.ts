import { Kafka, logLevel } from 'kafkajs';

/** Every offset that a topic holds, as `partition:offset`, read with a consumer of its own from the beginning. */
export async function topicOffsets(brokers: string, topic: string): Promise<Set<string>> {
  const kafka = new Kafka({ clientId: 'faults-compare', brokers: [brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  const open = new Map(ends.filter((end) => BigInt(end.high) > BigInt(end.low)).map((end) => [end.partition, BigInt(end.high)]));
  await admin.disconnect();
  const offsets = new Set<string>();
  if (open.size === 0) return offsets;
  const consumer = kafka.consumer({ groupId: `faults-compare-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachBatch: async ({ batch }) => {
          for (const message of batch.messages) offsets.add(`${batch.partition}:${message.offset}`);
          const high = open.get(batch.partition);
          if (high !== undefined && BigInt(batch.lastOffset()) + 1n >= high) open.delete(batch.partition);
          if (open.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return offsets;
}
