import type { BatchRows, RecordedBatch, SourceBatch } from '@contraflow/store';

/** A batch on its way to its commit. */
export class PendingBatch {
  readonly committed: Promise<RecordedBatch>;
  readonly rows: number;
  /** Epoch milliseconds of its oldest row, for how far recording is behind. */
  readonly oldest: number;
  resolve!: (recorded: RecordedBatch) => void;
  reject!: (error: unknown) => void;

  constructor(
    /** Replaced when rows of it had to be set aside. */
    public batch: SourceBatch,
    now: number,
  ) {
    this.committed = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.rows = rowsIn(batch.rows);
    this.oldest = oldestIn(batch, now);
  }
}

export function rowsIn(rows: BatchRows): number {
  return rows.http.length + rows.kafka.length + rows.sends.length + rows.commits.length + rows.drops.length + rows.setAside.length;
}

/** Rows come in order, so the first of each kind is the oldest; clocks of others count only as far as they are behind ours. */
function oldestIn({ source, rows }: SourceBatch, now: number): number {
  let oldest = now;
  if (rows.kafka[0]) oldest = Math.min(oldest, rows.kafka[0].observedAt);
  // Imported exchanges are as old as they are; only what is captured now can be late.
  if (source.startsWith('capture:')) {
    if (rows.http[0]) oldest = Math.min(oldest, rows.http[0].exchange.startedAt + rows.http[0].exchange.durationNs / 1e6);
    if (rows.sends[0]) oldest = Math.min(oldest, rows.sends[0].send.sentAt + rows.sends[0].send.durationNs / 1e6);
  }
  return oldest;
}
