import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';

const WITHIN_MS = 60_000;
const LOOK_MS = 100;
/** What a broker says of a topic that it has not yet heard everything about. */
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/**
 * Makes topics and waits until each partition has a leader. kafkajs' own waiting gives up when the broker has not yet
 * heard of the topic, as happens where one of that name was just deleted.
 */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics, waitForLeaders: false });
  const deadline = Date.now() + WITHIN_MS;
  // A broker tells of leaders a moment before these take records; kafkajs, too, looks only after it has waited.
  do {
    if (Date.now() > deadline) throw new Error(`The topics ${topics.map(({ topic }) => topic).join(', ')} have no leaders yet`);
    await sleep(LOOK_MS);
  } while (!(await areLed(admin, topics)));
}

async function areLed(admin: Admin, wanted: ITopicConfig[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: wanted.map(({ topic }) => topic) });
    return topics.length === wanted.length && topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    if (NOT_YET.has((error as { type?: string }).type ?? '')) return false;
    throw error;
  }
}
