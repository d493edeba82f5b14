import type { ClusterApi } from '../cluster-api.js';
import type { LogEnds } from './cursor-book.js';

const LATEST = -1n;
const EARLIEST = -2n;

/** Reads where logs begin and end now. */
export class LogEndsReader {
  constructor(private readonly api: ClusterApi) {}

  /**
   * @param wanted partitions by topic name
   * @returns both ends by topic name, then partition
   * @throws Error when one of the topics is gone or the cluster does not answer
   */
  async read(wanted: Map<string, number[]>): Promise<Map<string, Map<number, LogEnds>>> {
    const [starts, ends] = await Promise.all([this.list(wanted, EARLIEST), this.list(wanted, LATEST)]);
    const result = new Map<string, Map<number, LogEnds>>();
    for (const [topic, partitions] of wanted) {
      const both = new Map<number, LogEnds>();
      for (const partition of partitions) {
        const logStartOffset = starts.get(`${topic} ${partition}`);
        const highWatermark = ends.get(`${topic} ${partition}`);
        if (logStartOffset !== undefined && highWatermark !== undefined) both.set(partition, { logStartOffset, highWatermark });
      }
      result.set(topic, both);
    }
    return result;
  }

  /** The time of the first record in each log, in epoch milliseconds by `topic partition`; absent where it is empty. */
  async oldest(wanted: Map<string, number[]>): Promise<Map<string, number>> {
    const listed = await this.request(wanted, 0n);
    const found = listed.filter(({ offset }) => offset >= 0n);
    return new Map(found.map(({ key, timestamp }) => [key, Number(timestamp)]));
  }

  private async list(wanted: Map<string, number[]>, timestamp: bigint): Promise<Map<string, bigint>> {
    const listed = await this.request(wanted, timestamp);
    return new Map(listed.map(({ key, offset }) => [key, offset]));
  }

  private async request(wanted: Map<string, number[]>, timestamp: bigint) {
    if (wanted.size === 0) return [];
    const topics = [...wanted].map(([name, partitions]) => ({
      name,
      partitions: partitions.map((partitionIndex) => ({ partitionIndex, timestamp })),
    }));
    const listed = await this.api.ask('the cluster', (admin) => admin.listOffsets({ topics }));
    return listed.flatMap(({ name, partitions }) =>
      partitions.map((part) => ({ key: `${name} ${part.partitionIndex}`, offset: part.offset, timestamp: part.timestamp })),
    );
  }
}
