import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { readRecord } from '../src/kafka/shop-record.js';

export interface SeenRecord {
  /** Without the shop's prefix. */
  topic: string;
  key: string;
  value: { id?: string; state?: string } | null;
  event: string;
  /** `partition@offset`. */
  address: string;
  traceparent: string;
}

export function kafkaOf(brokers: string): Kafka {
  return new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 10 } });
}

/** Reads all of the shop's topics from their beginning, as an outsider would. */
export async function readTopics(brokers: string, prefix: string) {
  const seen: SeenRecord[] = [];
  const consumer = kafkaOf(brokers).consumer({ groupId: `${prefix}outsider`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders', 'payments', 'shipments'].map((topic) => prefix + topic), fromBeginning: true });
  await consumer.run({ eachMessage: async ({ topic, partition, message }) => void seen.push(asSeen(topic.slice(prefix.length), partition, message)) });
  return { seen, stop: () => consumer.disconnect() };
}

function asSeen(topic: string, partition: number, message: KafkaMessage): SeenRecord {
  return {
    topic,
    key: String(message.key),
    value: readRecord(message).value as SeenRecord['value'],
    address: `${partition}@${message.offset}`,
    event: String(message.headers?.event),
    traceparent: String(message.headers?.traceparent),
  };
}

/** How many records of its topics a group has not passed yet. */
export async function lagOf(brokers: string, groupId: string, topics: string[]): Promise<number> {
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  try {
    const committed = await admin.fetchOffsets({ groupId, topics });
    const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
    return topics.flatMap((topic, index) =>
      ends[index]!.map(({ partition, high }) => {
        const at = committed.find((group) => group.topic === topic)?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
        return Number(high) - Math.max(0, Number(at));
      }),
    ).reduce((sum, lag) => sum + lag, 0);
  } finally {
    await admin.disconnect();
  }
}
