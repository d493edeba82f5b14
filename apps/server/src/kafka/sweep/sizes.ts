import { reasonOf } from '../bounded.js';
import type { ClusterApi } from '../cluster-api.js';
import type { LogOnce } from '../log-once.js';

const EVERY_MS = 15_000;

/** Bytes of partitions on disk: of the largest replica, as each broker tells of its own. */
export class SizeReader {
  private sizes = new Map<string, number>();
  private asked = new Set<string>();
  private readAt = 0;

  constructor(
    private readonly api: ClusterApi,
    private readonly log: LogOnce,
  ) {}

  /** By `topic partition`; what was read lately is given again, unless there are new partitions. Never throws: brokers may keep it to themselves. */
  async read(wanted: Map<string, number[]>): Promise<Map<string, number>> {
    const isNew = [...wanted].some(([topic, partitions]) => !this.asked.has(`${topic} ${partitions.length}`));
    if (wanted.size === 0 || (!isNew && Date.now() - this.readAt < EVERY_MS)) return this.sizes;
    this.readAt = Date.now();
    this.asked = new Set([...wanted].map(([topic, partitions]) => `${topic} ${partitions.length}`));
    try {
      const topics = [...wanted].map(([name, partitions]) => ({ name, partitions }));
      const brokers = await this.api.ask('sizes on disk', (admin) => admin.describeLogDirs({ topics }));
      const sizes = new Map<string, number>();
      for (const { name, partitions } of brokers.flatMap(({ results }) => results.flatMap((result) => result.topics))) {
        for (const { partitionIndex, partitionSize, isFutureKey } of partitions) {
          const key = `${name} ${partitionIndex}`;
          if (!isFutureKey) sizes.set(key, Math.max(sizes.get(key) ?? 0, Number(partitionSize)));
        }
      }
      this.sizes = sizes;
    } catch (error) {
      this.sizes = new Map();
      this.log.say('debug', `Sizes of partitions could not be read: ${reasonOf(error)}`);
    }
    return this.sizes;
  }
}
