import type { RecordedBatch } from '@contraflow/store';
import type { PartitionState } from '../ports/kafka-state.js';
import type { Cursor } from './tail/cursor.js';

/** Looks that are remembered: a minute of sweeps. */
const LOOKS = 12;
const RECENT_MS = 15_000;

/** How far recording is behind the topics, in seconds. */
export class RecordingLag {
  private looks: { at: number; ends: Map<string, bigint> }[] = [];
  private lastDelay = { at: 0, seconds: 0 };
  private caughtUpAt = Date.now();

  /** The time from fetching records to their commit, of the slowest in the batch. */
  recorded({ rows, recordedAt }: RecordedBatch): void {
    const first = rows.kafka[0];
    if (first) this.lastDelay = { at: recordedAt, seconds: Math.max(0, recordedAt - first.observedAt) / 1_000 };
  }

  /** What a sweep saw of the ends of the logs. */
  swept(at: number, partitions: PartitionState[]): void {
    this.looks = [...this.looks.slice(1 - LOOKS), { at, ends: new Map(partitions.map((part) => [keyOf(part), part.highWatermark])) }];
  }

  /**
   * Age of the oldest sweep whose ends are not all recorded yet; where the newest but one
   * is, what the last commits took.
   */
  seconds(now: number, cursors: Cursor[]): number {
    const passed = new Map(cursors.map((cursor) => [keyOf({ topicId: cursor.topic.id, partition: cursor.partition }), cursor.passed()]));
    const isPassed = ({ ends }: { ends: Map<string, bigint> }) => [...ends].every(([key, end]) => (passed.get(key) ?? end) >= end);
    const behind = this.looks.find((look) => !isPassed(look));
    if (!behind) this.caughtUpAt = now;
    else this.caughtUpAt = Math.max(this.caughtUpAt, this.looks[this.looks.indexOf(behind) - 1]?.at ?? 0);
    if (!behind || behind === this.looks.at(-1)) return now - this.lastDelay.at < RECENT_MS ? this.lastDelay.seconds : 0;
    return (now - this.caughtUpAt) / 1_000;
  }
}

const keyOf = ({ topicId, partition }: { topicId: string; partition: number }) => `${topicId} ${partition}`;
