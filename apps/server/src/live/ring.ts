import { randomUUID } from 'node:crypto';
import type { FlowSummary, LiveCursor, Side } from '@contraflow/contract';
import { type HttpRow, type KafkaRow, type RecordedBatch, summaryOfHttpRow, summaryOfKafkaRow } from '@contraflow/store';

export const RING_FLOWS = 20_000;
export const RING_BYTES = 48 * 1024 * 1024;

export type Counts = Record<Side, number>;

/** The flows of one committed batch, exchanges first, numbered from `first` on. */
export interface RingBatch {
  readonly first: number;
  readonly last: number;
  readonly http: readonly HttpRow[];
  readonly kafka: readonly KafkaRow[];
  readonly recordedAt: number;
  /** Flows of each side that came before it. */
  readonly before: Counts;
  readonly bytes: number;
  /** Nobody will look at its rows again. */
  readonly letGo: (() => void) | undefined;
  /** Summaries as JSON, made when somebody first wants one. */
  readonly json: (string | undefined)[];
}

/**
 * The newest committed flows, numbered in the order of their commits. Holds the batches as
 * they came, so that recording costs nothing here; transactions leave as a whole, and the
 * newest stays. Each transaction has a `recordedAt` of its own, in whole milliseconds and
 * rising: so the store can be asked for exactly what is no longer here.
 */
export class FlowRing {
  /** Names this run: numbers of another one say nothing. */
  readonly stream = randomUUID();
  /** Number of the latest flow; 0 before the first. */
  head = 0;
  /** `recordedAt` of the latest transaction, and of the latest one that has left. */
  recordedAt = Date.now() - 1;
  goneAt = this.recordedAt;
  readonly counts: Counts = { http: 0, kafka: 0 };
  private readonly batches: RingBatch[] = [];
  private bytes = 0;

  constructor(
    private readonly limitFlows = RING_FLOWS,
    private readonly limitBytes = RING_BYTES,
  ) {}

  /** Number of the oldest flow that is still here. */
  get oldest(): number {
    return this.batches[0]?.first ?? this.head + 1;
  }

  /** How many flows of each side have left. */
  get gone(): Counts {
    return this.batches[0]?.before ?? { ...this.counts };
  }

  /** The place after the flow with this number: all that is newer has a later `recordedAt`. */
  cursorAt(sequence: number): LiveCursor {
    const next = this.batchOf(sequence + 1);
    return { stream: this.stream, sequence, recordedAt: next ? next.recordedAt - 1 : this.recordedAt };
  }

  /** @param transaction batches that were committed together */
  add(transaction: readonly RecordedBatch[]): void {
    for (const { rows: { http, kafka }, recordedAt, bytes, letGo } of transaction) {
      const count = http.length + kafka.length;
      if (count === 0) continue;
      this.batches.push({ first: this.head + 1, last: this.head + count, http, kafka, recordedAt, before: { ...this.counts }, bytes, letGo, json: [] });
      this.head += count;
      this.counts.http += http.length;
      this.counts.kafka += kafka.length;
      this.bytes += bytes;
      this.recordedAt = recordedAt;
    }
    while (this.isOver) this.dropOldest();
  }

  /** The batches that hold flows after `sequence`, oldest first. */
  *after(sequence: number): Generator<RingBatch> {
    for (let at = this.indexOf(sequence + 1); at < this.batches.length; at += 1) yield this.batches[at] as RingBatch;
  }

  /** The batches, newest first. */
  *newestFirst(): Generator<RingBatch> {
    for (let at = this.batches.length - 1; at >= 0; at -= 1) yield this.batches[at] as RingBatch;
  }

  /** The batch that holds a flow; null when the ring no longer has it. */
  batchOf(sequence: number): RingBatch | null {
    if (sequence < this.oldest || sequence > this.head) return null;
    return this.batches[this.indexOf(sequence)] as RingBatch;
  }

  private get isOver(): boolean {
    const next = this.batches.find(({ recordedAt }) => recordedAt !== this.batches[0]?.recordedAt);
    return next !== undefined && (this.head - next.first + 1 >= this.limitFlows || this.bytes > this.limitBytes);
  }

  private dropOldest(): void {
    this.goneAt = this.batches[0]?.recordedAt ?? this.goneAt;
    while (this.batches[0]?.recordedAt === this.goneAt) {
      const gone = this.batches.shift() as RingBatch;
      this.bytes -= gone.bytes;
      gone.letGo?.();
    }
  }

  /** Index of the batch that holds `sequence`, or of the first after it. */
  private indexOf(sequence: number): number {
    let [low, high] = [0, this.batches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.batches[middle] as RingBatch).last < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The summary of a flow as JSON, made once. */
export function jsonOf(batch: RingBatch, sequence: number): string {
  const at = sequence - batch.first;
  return (batch.json[at] ??= JSON.stringify(summaryAt(batch, at)));
}

/** The side of a flow of a batch. */
export function sideOf(batch: RingBatch, sequence: number): Side {
  return sequence - batch.first < batch.http.length ? 'http' : 'kafka';
}

/** The summary of the flow at `at` in its batch. */
export function summaryAt({ http, kafka, recordedAt }: RingBatch, at: number): FlowSummary {
  const exchange = http[at];
  return exchange ? summaryOfHttpRow(exchange, recordedAt) : summaryOfKafkaRow(kafka[at - http.length] as KafkaRow, recordedAt);
}
