import type { FlowSummary } from '@contraflow/contract';

/** Rows that a lane keeps at most; what is older can be read in the log. */
export const LANE_ROWS = 5_000;

export interface FlowRow {
  type: 'flow';
  /** Grows by one with each row of the lane, so that a row's place follows from it. */
  seq: number;
  flow: FlowSummary;
}

/** What this page did not take, in the place where it would have stood. All of it is recorded. */
export interface LeftOutRow {
  type: 'leftOut';
  seq: number;
  count: number;
  /** Flows a second that matched at that time; null when not known. */
  matchedPerSecond: number | null;
}

export type LaneRow = FlowRow | LeftOutRow;

/** What one message brings for one side. The left-out ones are older than its flows: the oldest are dropped first. */
export interface LaneChunk {
  flows: FlowSummary[];
  leftOut: number;
  matchedPerSecond: number | null;
}

/**
 * The rows of one side, oldest first, at most {@link LANE_ROWS}, each flow once.
 * While it is held its rows stand still and what comes waits, bounded in the same way.
 */
export class Lane {
  private rows: LaneRow[] = [];
  private readonly ids = new Set<string>();
  private waiting: LaneChunk[] = [];
  private waitingFlows = 0;
  private nextSeq = 0;
  private held = false;

  /** Newest last. Not to be kept: it changes in place with the next {@link append}. */
  get all(): readonly LaneRow[] {
    return this.rows;
  }

  /** Flows that came while the lane was held. */
  get waitingCount(): number {
    return this.waitingFlows;
  }

  /** Takes a chunk, at once or, while held, later. @returns whether rows changed */
  append(chunk: LaneChunk): boolean {
    if (this.held) {
      this.wait(chunk);
      return false;
    }
    return this.add(chunk);
  }

  /** Rows stand still from now on. */
  hold(): void {
    this.held = true;
  }

  /** Goes on; all that waited is appended. @returns whether rows changed */
  release(): boolean {
    this.held = false;
    const chunks = this.waiting;
    this.waiting = [];
    this.waitingFlows = 0;
    return chunks.map((chunk) => this.add(chunk)).some(Boolean);
  }

  /** Forgets every row, for a new beginning with other contents. */
  clear(): void {
    this.rows = [];
    this.ids.clear();
    this.waiting = [];
    this.waitingFlows = 0;
  }

  private wait(chunk: LaneChunk): void {
    this.waiting.push(chunk);
    this.waitingFlows += chunk.flows.length;
    // Whole chunks that the newer ones would push out of the lane anyway.
    for (let oldest = this.waiting[0]; oldest && this.waitingFlows - oldest.flows.length >= LANE_ROWS; oldest = this.waiting[0]) {
      this.waiting.shift();
      this.waitingFlows -= oldest.flows.length;
    }
  }

  /** Appends even while held: for the rows that a new beginning brings. @returns whether rows changed */
  add({ flows, leftOut, matchedPerSecond }: LaneChunk): boolean {
    const before = this.nextSeq;
    if (leftOut > 0) this.addLeftOut(leftOut, matchedPerSecond);
    for (const flow of flows) {
      if (this.ids.has(flow.id)) continue;
      this.ids.add(flow.id);
      this.rows.push({ type: 'flow', seq: this.nextSeq, flow });
      this.nextSeq += 1;
    }
    this.trim();
    return leftOut > 0 || this.nextSeq !== before;
  }

  private addLeftOut(count: number, matchedPerSecond: number | null): void {
    const last = this.rows.at(-1);
    if (last?.type === 'leftOut') {
      this.rows[this.rows.length - 1] = { ...last, count: last.count + count, matchedPerSecond };
      return;
    }
    this.rows.push({ type: 'leftOut', seq: this.nextSeq, count, matchedPerSecond });
    this.nextSeq += 1;
  }

  private trim(): void {
    const excess = this.rows.length - LANE_ROWS;
    if (excess <= 0) return;
    for (const row of this.rows.splice(0, excess)) if (row.type === 'flow') this.ids.delete(row.flow.id);
  }
}
