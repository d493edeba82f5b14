import type { FilterNode, Side, Timeline } from '@contraflow/contract';
import { bucketStep, MINUTE_MS } from '@contraflow/measure';
import type { Pool } from 'pg';
import { ask, Deadline, QueryTimeout, type Queryable } from './ask.js';
import { cutToRecorded } from './recorded-range.js';
import { rollupFilterSql } from './rollup-filter-sql.js';
import { countMinutes, countRows, type Counts } from './timeline-counts.js';
import { windowsBack, type Window } from './windows.js';

export interface TimelineQuestion {
  /** Epoch milliseconds, half-open. */
  from: number;
  to: number;
  sides: readonly Side[];
  filter: FilterNode;
}

/** Steps of a timeline at most, and flows that are counted one by one for steps under a minute. */
const STEPS = 120;
const FINE_ROWS = 300_000;

/**
 * How many flows match in each step of a range. Whole minutes come from the roll-ups
 * where they can tell; the rest is counted from the rows, newest first.
 * Steps that the time limit left uncounted are not answered.
 * @throws QueryTimeout when nothing could be counted in time
 */
export async function countTimeline(pool: Pool, question: TimelineQuestion, timeoutMs: number): Promise<Timeline> {
  const deadline = new Deadline(timeoutMs);
  const rollup = question.sides.every((side) => rollupFilterSql(question.filter, side) !== null);
  const fineMs = bucketStep(question.to - question.from, STEPS);
  const counter = new Counter(question, fineMs, deadline);
  let source: Timeline['source'] = 'rows';
  try {
    await ask(pool, deadline, async (client) => {
      const range = await cutToRecorded(client, question);
      if (rollup && (fineMs >= MINUTE_MS || (range && (await counter.estimate(client, range)) > FINE_ROWS))) {
        source = 'rollup';
        counter.stepMs = Math.max(fineMs, MINUTE_MS);
        if (range) await counter.fromRollups(client, range);
      } else if (range) await counter.fromRows(client, range);
      counter.countedFrom = question.from;
    });
  } catch (error) {
    if (!(error instanceof QueryTimeout) || counter.countedFrom >= question.to) throw error;
  }
  const buckets = counter.buckets();
  return { stepMs: counter.stepMs, source, complete: counter.countedFrom <= question.from, buckets };
}

class Counter {
  /** Everything from here to the end of the range has been counted. */
  countedFrom: number;
  private readonly counts = new Map<number, Counts>();

  constructor(private readonly question: TimelineQuestion, public stepMs: number, private readonly deadline: Deadline) {
    this.countedFrom = question.to;
  }

  async estimate(client: Queryable, range: Window): Promise<number> {
    let flows = 0;
    for (const side of this.question.sides) {
      for (const [, counts] of await countMinutes(client, side, this.question.filter, range, MINUTE_MS)) flows += counts.http + counts.kafka;
    }
    return flows;
  }

  /** Whole minutes from the roll-ups, the cut ones at both ends from the rows. */
  async fromRollups(client: Queryable, range: Window): Promise<void> {
    const first = Math.min(range.to, Math.ceil(range.from / MINUTE_MS) * MINUTE_MS);
    const last = Math.max(first, Math.floor(range.to / MINUTE_MS) * MINUTE_MS);
    for (const side of this.question.sides) {
      this.add(await countMinutes(client, side, this.question.filter, { from: first, to: last }, this.stepMs));
    }
    for (const edge of [{ from: range.from, to: first }, { from: last, to: range.to }]) {
      if (edge.from < edge.to) await this.countWindow(client, edge);
    }
  }

  async fromRows(client: Queryable, range: Window): Promise<void> {
    for (const window of windowsBack(range.from, range.to, this.deadline)) {
      await this.countWindow(client, window);
      this.countedFrom = window.from;
      if (this.deadline.passed) throw new QueryTimeout(this.deadline.limitMs / 1_000);
    }
  }

  private async countWindow(client: Queryable, window: Window): Promise<void> {
    for (const side of this.question.sides) {
      this.add(await countRows(client, side, this.question.filter, window, this.stepMs));
    }
  }

  private add(more: Map<number, Counts>): void {
    for (const [start, counts] of more) {
      const sum = this.counts.get(start);
      if (!sum) this.counts.set(start, counts);
      else for (const key of ['http', 'failed', 'kafka'] as const) sum[key] += counts[key];
    }
  }

  /** Every step that has been counted whole, zeros too. */
  buckets(): Timeline['buckets'] {
    const buckets: Timeline['buckets'] = [];
    for (let start = Math.floor(this.question.from / this.stepMs) * this.stepMs; start < this.question.to; start += this.stepMs) {
      if (Math.max(start, this.question.from) < this.countedFrom) continue;
      const { http, failed, kafka } = this.counts.get(start) ?? { http: 0, failed: 0, kafka: 0 };
      buckets.push([start, http, failed, kafka]);
    }
    return buckets;
  }
}
