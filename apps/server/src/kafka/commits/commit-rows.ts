import { recordTime } from '@contraflow/contract';
import type { BatchRows } from '@contraflow/store';
import { pause } from '../bounded.js';
import type { Catalog, Topic } from '../catalog.js';
import type { Cursor } from '../tail/cursor.js';
import type { RowMaker } from '../tail/intake.js';
import type { WireRecord } from '../wire/records.js';
import { commitOf } from './commit-record.js';
import type { Progress } from './progress.js';

const ROW_BYTES = 256;
const MOST_NOTICED = 500_000;
/** A topic may be a moment younger than the first commit to it; one that stays unknown was deleted. */
const UNKNOWN_TOPIC_MS = 30_000;

/** Commits of consumer groups become rows where they are news. */
export class CommitRows implements RowMaker {
  readonly prefixBytes = 0;
  /** The last commit seen of each group and partition, and where it lay. */
  private readonly noticed = new Map<string, { offset: bigint; at: bigint }>();
  private readonly unknown = new Map<string, number>();

  /**
   * @param isWatched whether commits to a topic are recorded
   * @param isOwn whether a group is one of ours
   */
  constructor(
    private readonly catalog: Catalog,
    private readonly progress: Progress,
    private readonly isWatched: (topic: string) => boolean,
    private readonly isOwn: (group: string) => boolean,
  ) {}

  /** Looks at the cluster again where a topic is not known, which is then just made. */
  async prepare(records: WireRecord[]): Promise<void> {
    const strangers = new Set<string>();
    for (const { key, value } of records) {
      const commit = commitOf(key, value);
      if (commit && this.isWatched(commit.topic) && !this.topicOf(commit.topic) && !this.isGone(commit.topic)) strangers.add(commit.topic);
    }
    for (let looks = 0; looks < 2 && [...strangers].some((topic) => !this.topicOf(topic)); looks += 1) {
      if (looks > 0) await pause(200);
      await this.catalog.look().catch(() => undefined);
    }
    for (const topic of strangers) if (!this.topicOf(topic)) this.unknown.set(topic, Date.now());
  }

  add(rows: BatchRows, cursor: Cursor, record: WireRecord, observedAt: number): number {
    const commit = commitOf(record.key, record.value);
    if (!commit || this.isOwn(commit.consumerGroup) || !this.isWatched(commit.topic)) return 0;
    const topic = this.topicOf(commit.topic);
    if (!topic || !this.isNews(commit.consumerGroup, topic, commit.partition, commit.committedOffset, record.offset)) return 0;
    rows.commits.push({
      clusterId: cursor.clusterId,
      consumerGroup: commit.consumerGroup,
      topicId: topic.id,
      topic: topic.name,
      partition: commit.partition,
      committedOffset: commit.committedOffset,
      // The broker's own clock; where that says nothing, ours.
      committedAt: recordTime(record.timestamp).instant ?? observedAt,
      exact: true,
    });
    return ROW_BYTES + commit.consumerGroup.length + topic.name.length;
  }

  /** Consumers commit by the clock, also when nothing has changed. What is read a second time is news again. */
  private isNews(group: string, topic: Topic, partition: number, offset: bigint, at: bigint): boolean {
    const id = `${group}\0${topic.id}\0${partition}`;
    const before = this.noticed.get(id);
    if (this.noticed.size >= MOST_NOTICED) this.noticed.clear();
    this.noticed.set(id, { offset, at });
    if (before) return before.offset !== offset || before.at >= at;
    const known = this.progress.get(group, topic.id, partition);
    return known?.exact !== true || known.committedOffset !== offset;
  }

  private topicOf(name: string): Topic | undefined {
    return this.catalog.last()?.topics.get(name);
  }

  private isGone(topic: string): boolean {
    if (this.unknown.size > 1_000) this.unknown.clear();
    return Date.now() - (this.unknown.get(topic) ?? 0) < UNKNOWN_TOPIC_MS;
  }
}
