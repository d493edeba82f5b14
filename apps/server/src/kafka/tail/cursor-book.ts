import { Subject } from 'rxjs';
import { emptyRows, FenceRefused, type BatchRows, type RecordedBatch, type SourceDescription } from '@contraflow/store';
import type { Recorder } from '../../ports/recorder.js';
import { reasonOf } from '../bounded.js';
import type { Topic } from '../catalog.js';
import { Cursor } from './cursor.js';

/** Both ends of a partition's log. */
export interface LogEnds {
  logStartOffset: bigint;
  highWatermark: bigint;
  /** Behind the last record that a reader can see, where that is known. */
  visibleEnd?: bigint;
}

/** How a tail names its sources and where it begins with one that was never seen. */
export interface SourceNaming {
  kind: SourceDescription['kind'];
  source(clusterId: string, topic: Topic, partition: number): string;
  label(topic: Topic, partition: number): string;
  startAt(ends: LogEnds): bigint;
}

const ROW_OVERHEAD_BYTES = 512;

/** The cursors of one tail, and the one way from them to the recorder. */
export class CursorBook {
  private readonly cursors = new Map<string, Cursor>();
  private readonly liveFrom = new Map<string, { topicId: string; offset: bigint }>();
  /** A cursor died: its source has to be claimed again. */
  readonly died$ = new Subject<{ cursor: Cursor; reason: string; fenced: boolean }>();
  /** After each commit. */
  readonly recorded$ = new Subject<{ cursor: Cursor; batch: RecordedBatch }>();

  constructor(
    private readonly recorder: Recorder,
    private readonly naming: SourceNaming,
  ) {}

  /**
   * The cursor of a partition: the one we still hold, or the source is claimed.
   * @throws Error when `signal` aborts first
   */
  async open(clusterId: string, topic: Topic, partition: number, ends: LogEnds, signal: AbortSignal): Promise<Cursor> {
    const source = this.naming.source(clusterId, topic, partition);
    const held = this.cursors.get(source);
    if (held && !held.dead) {
      held.read = held.handed;
      return held;
    }
    const description = { source, kind: this.naming.kind, label: this.naming.label(topic, partition), startAt: this.naming.startAt(ends) };
    const claim = await this.recorder.claim(description, signal);
    const first = this.liveFrom.get(source) ?? { topicId: topic.id, offset: ends.highWatermark };
    this.liveFrom.set(source, first);
    const cursor = new Cursor(topic, clusterId, partition, claim, first.offset);
    this.cursors.set(source, cursor);
    return cursor;
  }

  /** Hands rows in, as a step of the cursor to `next`; does not wait for the commit. */
  handIn(cursor: Cursor, rows: BatchRows, next: bigint, bytes: number): void {
    const step = { source: cursor.source, epoch: cursor.epoch, expected: cursor.handed, next, rows, bytes };
    cursor.handed = next;
    cursor.handedAt = Date.now();
    cursor.track(
      this.recorder.record(step).then(
        (batch) => {
          cursor.recorded = next;
          this.recorded$.next({ cursor, batch });
        },
        (error: unknown) => this.bury(cursor, error),
      ),
    );
  }

  /** Hands in that records expired before they were read. */
  handInExpired(cursor: Cursor, logStartOffset: bigint): void {
    const now = Date.now();
    const rows = emptyRows();
    const reason = `Kafka's retention deleted offsets ${cursor.handed} to ${logStartOffset - 1n} before they were recorded: the recorder was away or too slow for too long.`;
    rows.drops.push({ position: cursor.handed, dropped: Number(logStartOffset - cursor.handed), since: cursor.handedAt, until: now, reason });
    this.handIn(cursor, rows, logStartOffset, ROW_OVERHEAD_BYTES);
    cursor.read = logStartOffset;
  }

  /** Hands in that the log ends before what was recorded, and goes on from where it ends. */
  handInTruncated(cursor: Cursor, highWatermark: bigint): void {
    const rows = emptyRows();
    const reason = `The log ends at offset ${highWatermark}, before the recorded position ${cursor.handed}: an unclean leader election or a restored disk took records away. Recording goes on from there.`;
    rows.setAside.push({ position: cursor.handed, reason, payload: Buffer.alloc(0) });
    this.handIn(cursor, rows, highWatermark, ROW_OVERHEAD_BYTES);
    cursor.read = highWatermark;
  }

  /** Cursors that are in use, of topics that still exist. */
  all(): Cursor[] {
    return [...this.cursors.values()].filter((cursor) => !cursor.dead);
  }

  /** Forgets the cursors of partitions that are not ours any more: when they come back, others have moved them on. */
  release(isOurs: (cursor: Cursor) => boolean): void {
    for (const [source, cursor] of this.cursors) if (!isOurs(cursor)) this.cursors.delete(source);
  }

  /** Forgets topics that no longer are what they were. */
  keepOnly(topicIds: ReadonlySet<string>): void {
    for (const [source, { topicId }] of this.liveFrom) if (!topicIds.has(topicId)) this.liveFrom.delete(source);
    this.release(({ topic }) => topicIds.has(topic.id));
  }

  private bury(cursor: Cursor, error: unknown): void {
    if (cursor.dead) return;
    cursor.dead = true;
    this.died$.next({ cursor, reason: reasonOf(error), fenced: error instanceof FenceRefused });
  }
}
