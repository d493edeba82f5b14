import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { RecordedBatch } from '@contraflow/store';
import { Metrics } from '../ports/metrics.js';
import type { RecorderFigures } from '../ports/recorder-stats.js';
import { rowsIn, type PendingBatch } from './pending-batch.js';

const KINDS = ['http', 'kafka', 'sends', 'commits'] as const;
const MEDIAN_OF = 100;
/** After a commit its delay stays the answer for this long, when nothing waits. */
const DELAY_SHOWN_MS = 5_000;

/** Counts what the lanes do, for the health strip and for Prometheus. */
@Injectable()
export class Figures {
  readonly totals: RecorderFigures['totals'] = { transactions: 0, http: 0, kafka: 0, sends: 0, commits: 0, dropped: 0, setAside: 0, refused: 0, retries: 0 };
  private readonly commitMs: number[] = [];
  private readonly stalledLanes = new Map<string, { since: number; reason: string }>();
  private lastDelay = { at: 0, ms: 0 };
  private readonly transactionRows: Histogram;
  private readonly transactionSeconds: Histogram;

  constructor(@Inject(Metrics) { registry }: Metrics) {
    const registers = [registry];
    const { totals } = this;
    const counted = (name: string, help: string, read: () => number) =>
      new Counter({
        name, help, registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    new Counter({
      name: 'contraflow_recorder_rows_total', help: 'Rows committed since the server started, by kind.', labelNames: ['kind'], registers,
      collect() {
        this.reset();
        for (const kind of KINDS) this.inc({ kind }, totals[kind]);
      },
    });
    counted('contraflow_recorder_dropped_flows_total', 'Flows that their sources reported as lost.', () => totals.dropped);
    counted('contraflow_recorder_set_aside_total', 'Rows that could not be stored and were set aside with a reason.', () => totals.setAside);
    counted('contraflow_recorder_refused_total', 'Sources refused by the fence: somebody else records them.', () => totals.refused);
    counted('contraflow_recorder_retries_total', 'Transactions that were tried again.', () => totals.retries);
    this.transactionRows = new Histogram({
      name: 'contraflow_recorder_transaction_rows', help: 'Rows of one transaction.', registers,
      buckets: [1, 10, 100, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000],
    });
    this.transactionSeconds = new Histogram({
      name: 'contraflow_recorder_transaction_seconds', help: 'Time of one transaction, from its first statement to its commit.', registers,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
  }

  /** @param tookMs null when nobody knows, because the connection broke */
  committed(recorded: RecordedBatch[], tookMs: number | null, taken: PendingBatch[]): void {
    this.totals.transactions += 1;
    let count = 0;
    for (const { rows } of recorded) {
      for (const kind of KINDS) this.totals[kind] += rows[kind].length;
      for (const drop of rows.drops) this.totals.dropped += drop.dropped;
      this.totals.setAside += rows.setAside.length;
      count += rowsIn(rows);
    }
    this.transactionRows.observe(count);
    if (tookMs !== null) {
      this.transactionSeconds.observe(tookMs / 1_000);
      this.commitMs.push(tookMs);
      if (this.commitMs.length > MEDIAN_OF) this.commitMs.shift();
    }
    const now = Date.now();
    this.lastDelay = { at: now, ms: now - taken.reduce((oldest, pending) => Math.min(oldest, pending.oldest), now) };
  }

  refused(sources: number): void {
    this.totals.refused += sources;
  }

  retried(): void {
    this.totals.retries += 1;
  }

  /** A lane cannot store anything. */
  stalls(lane: string, reason: string): void {
    this.stalledLanes.set(lane, { since: this.stalledLanes.get(lane)?.since ?? Date.now(), reason });
  }

  works(lane: string): void {
    this.stalledLanes.delete(lane);
  }

  stalled(): RecorderFigures['stalled'] {
    const [first] = [...this.stalledLanes.values()].sort((a, b) => a.since - b.since);
    return first ?? null;
  }

  medianCommitMs(): number | null {
    if (this.commitMs.length === 0) return null;
    return [...this.commitMs].sort((a, b) => a - b)[this.commitMs.length >> 1] ?? null;
  }

  /** How late the last commit was, in milliseconds; 0 when that is a while ago. */
  lastDelayMs(now: number): number {
    return now - this.lastDelay.at > DELAY_SHOWN_MS ? 0 : this.lastDelay.ms;
  }
}
