import type { Kafka } from 'kafkajs';

/** The shop's topics; on the cluster each name is preceded by SHOP_PREFIX. */
export const SHOP_TOPICS = ['orders', 'payments', 'shipments'] as const;
export type ShopTopic = (typeof SHOP_TOPICS)[number];

const PARTITIONS = 6;
const RETENTION_MS = 24 * 3_600_000;

/** Makes the topics that are not there yet. */
export async function ensureTopics(kafka: Kafka, prefix: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      timeout: 10_000,
      topics: SHOP_TOPICS.map((topic) => ({
        topic: prefix + topic,
        numPartitions: PARTITIONS,
        configEntries: [{ name: 'retention.ms', value: String(RETENTION_MS) }],
      })),
    });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
