import type { RecordedBatch } from '@contraflow/store';
import type { PartitionState } from '../ports/kafka-state.js';
import type { Cursor } from './tail/cursor.js';

/** Looks that are remembered: a minute of sweeps. */
const LOOKS = 12;
const RECENT_MS = 15_000;

/** How far the recording of one partition is behind its log. */
export interface PartitionLag {
  topic: string;
  partition: number;
  /** Offsets up to the end that the newest sweep saw. */
  records: number;
  /** Age of the oldest sweep whose end is not recorded yet; 0 where only the newest one's is not. */
  seconds: number;
}

/** How far recording is behind the topics. */
export class RecordingLag {
  private looks: { at: number; ends: Map<string, bigint> }[] = [];
  private lastDelay = { at: 0, seconds: 0 };
  private readonly caughtUpAt = new Map<string, number>();

  /** The time from fetching records to their commit, of the slowest in the batch. */
  recorded({ rows, recordedAt }: RecordedBatch): void {
    const first = rows.kafka[0];
    if (first) this.lastDelay = { at: recordedAt, seconds: Math.max(0, recordedAt - first.observedAt) / 1_000 };
  }

  /** What a sweep saw of the ends of the logs. */
  swept(at: number, partitions: PartitionState[]): void {
    this.looks = [...this.looks.slice(1 - LOOKS), { at, ends: new Map(partitions.map((part) => [keyOf(part), part.highWatermark])) }];
  }

  /** The lag of each partition that is recorded here. */
  byPartition(now: number, cursors: Cursor[]): PartitionLag[] {
    const keys = new Set(cursors.map(keyOfCursor));
    for (const key of this.caughtUpAt.keys()) if (!keys.has(key)) this.caughtUpAt.delete(key);
    return cursors.map((cursor) => {
      const [key, passed] = [keyOfCursor(cursor), cursor.passed()];
      const end = this.looks.at(-1)?.ends.get(key) ?? passed;
      return { topic: cursor.topic.name, partition: cursor.partition, records: Math.max(0, Number(end - passed)), seconds: this.secondsOf(key, passed, now) };
    });
  }

  /** Of the partition that is furthest behind, in seconds; where none is, what the last commits took. */
  seconds(now: number, cursors: Cursor[]): number {
    const most = this.byPartition(now, cursors).reduce((max, { seconds }) => Math.max(max, seconds), 0);
    if (most > 0) return most;
    return now - this.lastDelay.at < RECENT_MS ? this.lastDelay.seconds : 0;
  }

  private secondsOf(key: string, passed: bigint, now: number): number {
    const behind = this.looks.findIndex(({ ends }) => (ends.get(key) ?? passed) > passed);
    const caughtUpAt = behind === -1 ? now : Math.max(this.caughtUpAt.get(key) ?? this.looks[0]?.at ?? now, this.looks[behind - 1]?.at ?? 0);
    this.caughtUpAt.set(key, caughtUpAt);
    return behind === -1 || behind === this.looks.length - 1 ? 0 : (now - caughtUpAt) / 1_000;
  }
}

const keyOf = ({ topicId, partition }: { topicId: string; partition: number }) => `${topicId} ${partition}`;
const keyOfCursor = ({ topic, partition }: Cursor) => keyOf({ topicId: topic.id, partition });
