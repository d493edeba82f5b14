import type { PartitionGauge } from '../gauges.js';
import type { Topic } from '../catalog.js';
import type { LogEnds } from '../tail/cursor-book.js';
import type { SweptGroup } from './groups.js';

/** A group's distance to the end of a partition. */
export interface GroupPlace {
  consumerGroup: string;
  /** True where no topic holds its commits: share groups. */
  onlySwept: boolean;
  topicId: string;
  topic: string;
  partition: number;
  committedOffset: bigint;
  /** Records that can still be read and that the group has not passed. */
  offsetLag: bigint;
  /** The first of them. */
  firstUnread: bigint;
}

const greater = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);

/** How far each group is behind in each partition that it has committed to. */
export function groupPlaces(groups: SweptGroup[], topics: Map<string, Topic>, ends: Map<string, Map<number, LogEnds>>): GroupPlace[] {
  return groups.flatMap(({ consumerGroup, type, offsets }) =>
    offsets.flatMap(({ topic: name, partition, committedOffset }) => {
      const topic = topics.get(name);
      const end = ends.get(name)?.get(partition);
      if (!topic || !end) return [];
      const visibleEnd = end.visibleEnd ?? end.highWatermark;
      const firstUnread = smaller(greater(committedOffset, end.logStartOffset), visibleEnd);
      const offsetLag = visibleEnd - firstUnread;
      return [{ consumerGroup, onlySwept: type === 'share', topicId: topic.id, topic: name, partition, committedOffset, offsetLag, firstUnread }];
    }),
  );
}

/** Each partition with what no group has read; `moved` and `oldestTimestampMs` are filled in by the sweep. */
export function partitionGauges(
  topics: Map<string, Topic>,
  ends: Map<string, Map<number, LogEnds>>,
  places: GroupPlace[],
  sizes: Map<string, number>,
): PartitionGauge[] {
  const readUpTo = new Map<string, bigint>();
  for (const { topicId, partition, committedOffset } of places) {
    const key = `${topicId} ${partition}`;
    readUpTo.set(key, greater(readUpTo.get(key) ?? 0n, committedOffset));
  }
  return [...topics.values()].flatMap((topic) =>
    [...(ends.get(topic.name) ?? [])].map(([partition, { logStartOffset, highWatermark, visibleEnd = highWatermark }]) => {
      const read = readUpTo.get(`${topic.id} ${partition}`) ?? 0n;
      return {
        topicId: topic.id,
        topic: topic.name,
        partition,
        highWatermark,
        logStartOffset,
        sizeBytes: sizes.get(`${topic.name} ${partition}`) ?? null,
        oldestTimestampMs: null,
        unread: greater(0n, visibleEnd - greater(read, logStartOffset)),
        readUpTo: read,
        moved: false,
      };
    }),
  );
}
