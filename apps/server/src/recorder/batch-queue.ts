import { FenceRefused, type RecordedBatch, type SourceBatch } from '@contraflow/store';
import { PendingBatch } from './pending-batch.js';
import { RoomWaiters } from './room-waiters.js';

export interface QueueBounds {
  /** Bytes handed in and not committed yet. */
  bytes: number;
  /** Most rows and bytes in one transaction, unless a single batch has more. */
  takeRows: number;
  takeBytes: number;
}

/** Below this many waiting rows a second transaction beside the first costs more than it gains. */
const WORTH_SHARING_ROWS = 2_000;

interface SourceQueue {
  readonly source: string;
  pending: PendingBatch[];
  /** A lane has these; the next ones wait, so that they stay in order. */
  underWay: PendingBatch[];
}

/**
 * What is handed in and not committed yet, in order by source. A lane takes batches of
 * several sources at once; a source is never in two lanes.
 */
export class BatchQueue {
  private readonly sources = new Map<string, SourceQueue>();
  private readonly idle: ((taken: PendingBatch[]) => void)[] = [];
  private readonly waiters: RoomWaiters;
  private readonly drained: (() => void)[] = [];
  private wakeUp: NodeJS.Immediate | null = null;
  private closed: Error | null = null;
  bytes = 0;
  rows = 0;
  batches = 0;

  constructor(private readonly bounds: QueueBounds) {
    this.waiters = new RoomWaiters(() => this.bounds.bytes - this.bytes, () => this.batches === 0);
  }

  push(batch: SourceBatch, now: number): Promise<RecordedBatch> {
    if (this.closed) return Promise.reject(this.closed);
    const pending = new PendingBatch(batch, now);
    let queue = this.sources.get(batch.source);
    if (!queue) this.sources.set(batch.source, (queue = { source: batch.source, pending: [], underWay: [] }));
    queue.pending.push(pending);
    this.count(pending, 1);
    this.wakeLanes();
    return pending.committed;
  }

  /** Resolves when there is room for about `bytes`, in the order of asking. A batch larger than the bound goes alone. */
  room(bytes: number, signal?: AbortSignal): Promise<void> {
    return this.waiters.wait(bytes, signal);
  }

  isFull(): boolean {
    return this.bytes >= this.bounds.bytes || this.waiters.count > 0;
  }

  /** The next batches for a lane; null when the queue is closed. Hand every one of them to {@link done} in the end. */
  take(): Promise<PendingBatch[] | null> {
    if (this.closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.idle.push((taken) => resolve(taken.length > 0 ? taken : null));
      this.wakeLanes();
    });
  }

  /** The lane is through with these: they are committed or rejected. */
  done(taken: PendingBatch[]): void {
    for (const pending of taken) {
      this.count(pending, -1);
      const queue = this.sources.get(pending.batch.source);
      if (!queue) continue;
      queue.underWay = [];
      // The others get their turn first.
      this.sources.delete(queue.source);
      if (queue.pending.length > 0) this.sources.set(queue.source, queue);
    }
    this.waiters.release();
    if (this.batches === 0) for (const done of this.drained.splice(0)) done();
    this.wakeLanes();
  }

  /** Rejects what waits of a source: it follows on a batch that the fence refused. */
  refuse(source: string, epoch: number): void {
    const queue = this.sources.get(source);
    if (!queue) return;
    const refused = queue.pending.filter(({ batch }) => batch.epoch === epoch);
    queue.pending = queue.pending.filter(({ batch }) => batch.epoch !== epoch);
    for (const pending of refused) {
      this.count(pending, -1);
      pending.reject(new FenceRefused([source]));
    }
  }

  /** Resolves when nothing is left. */
  whenDrained(): Promise<void> {
    return this.batches === 0 ? Promise.resolve() : new Promise((resolve) => this.drained.push(resolve));
  }

  /** Takes nothing more; what waits is rejected with `reason`, and lanes get null. */
  close(reason: Error): void {
    this.closed = reason;
    for (const queue of this.sources.values()) {
      for (const pending of queue.pending.splice(0)) {
        this.count(pending, -1);
        pending.reject(reason);
      }
    }
    this.waiters.close(reason);
    for (const give of this.idle.splice(0)) give([]);
  }

  /** How much each source has that is not committed, and the moment of its oldest row. */
  *waiting(): Iterable<{ source: string; rows: number; oldest: number }> {
    for (const { source, underWay, pending } of this.sources.values()) {
      const sum = { source, rows: 0, oldest: Infinity };
      for (const list of [underWay, pending]) {
        for (const { rows, oldest } of list) {
          sum.rows += rows;
          sum.oldest = Math.min(sum.oldest, oldest);
        }
      }
      if (sum.oldest !== Infinity) yield sum;
    }
  }

  private count(pending: PendingBatch, sign: 1 | -1): void {
    this.bytes += sign * pending.batch.bytes;
    this.rows += sign * pending.rows;
    this.batches += sign;
  }

  /** At the end of this turn of the event loop, so that batches handed in together are taken together. */
  private wakeLanes(): void {
    if (this.idle.length === 0) return;
    this.wakeUp ??= setImmediate(() => {
      this.wakeUp = null;
      while (this.idle.length > 0) {
        const taken = this.gather();
        if (taken.length === 0) return;
        this.idle.shift()?.(taken);
      }
    });
  }

  private gather(): PendingBatch[] {
    const ready = [...this.sources.values()].filter(({ underWay, pending }) => underWay.length === 0 && pending.length > 0);
    const waitingRows = ready.reduce((sum, { pending }) => sum + pending.reduce((rows, { rows: n }) => rows + n, 0), 0);
    // Leave the other idle lanes their share.
    const share = waitingRows > WORTH_SHARING_ROWS ? Math.ceil(ready.length / this.idle.length) : ready.length;
    const taken: PendingBatch[] = [];
    const size = { rows: 0, bytes: 0 };
    for (const queue of ready.slice(0, share)) {
      if (taken.length > 0 && size.rows >= this.bounds.takeRows) break;
      this.takeChain(queue, taken, size);
    }
    return taken;
  }

  /** Takes from a source as long as one batch follows on another and the transaction has room. */
  private takeChain(queue: SourceQueue, taken: PendingBatch[], size: { rows: number; bytes: number }): void {
    let last: SourceBatch | undefined;
    let count = 0;
    for (const { batch, rows } of queue.pending) {
      const follows = !last || (last.epoch === batch.epoch && last.next === batch.expected);
      const fits = size.rows + rows <= this.bounds.takeRows && size.bytes + batch.bytes <= this.bounds.takeBytes;
      if (!follows || !(fits || (taken.length === 0 && count === 0))) break;
      last = batch;
      size.rows += rows;
      size.bytes += batch.bytes;
      count += 1;
    }
    if (count === 0) return;
    queue.underWay = queue.pending.splice(0, count);
    taken.push(...queue.underWay);
  }
}
