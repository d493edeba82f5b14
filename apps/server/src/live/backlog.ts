import type { FlowsMessage, FlowSummary, LiveCursor } from '@contraflow/contract';
import { type GapQuestion, readGap, type Gap, type Store } from '@contraflow/store';
import { isDatabaseAway } from '../ports/database-errors.js';
import type { DatabaseGate } from '../ports/database-gate.js';
import type { FilterGroup } from './filter-group.js';
import { type Counts, type FlowRing, jsonOf, sideOf } from './ring.js';

/** Flows of each side that a gap is filled with: as many as a page keeps. The older ones are counted as left out. */
export const GAP_FLOWS = 5_000;
/** Commits under way when another run of the server ended may be this much older than the last one seen. */
const COMMIT_SLACK_MS = 5_000;
const RETRY_MS = 500;
/** Questions to the store for one gap: while one is answered, more flows may leave the ring. */
const ROUNDS = 3;
/** Names a place among flows that were read from the store: everything recorded up to then has been seen. */
const STORE_STREAM = 'store';

export interface BacklogFlow {
  json: string;
  side: FlowSummary['kind'];
  from: FlowsMessage['from'];
  /** The place after this flow. */
  cursor: LiveCursor;
}

/** What a client missed, oldest first, ready to be sent. */
export interface Backlog {
  flows: BacklogFlow[];
  /** Matching flows older than these, by side. */
  leftOut: Counts;
  /** The place after all of it. */
  end: LiveCursor;
}

export interface BacklogSources {
  ring: FlowRing;
  store: Store;
  gate: DatabaseGate;
  timeoutMs: number;
}

/**
 * Everything that matched since `cursor`: from the store what the ring no longer has, the rest from the ring.
 * At its return the group stands at the ring's head, and the backlog ends there.
 * Waits while Postgres is away.
 * @throws QueryTimeout
 * @throws Error when `signal` aborts first
 */
export async function readBacklog(sources: BacklogSources, group: FilterGroup, cursor: LiveCursor, signal: AbortSignal): Promise<Backlog> {
  const { ring } = sources;
  const { sides, filter } = group.matcher;
  const backlog: Backlog = { flows: [], leftOut: { http: 0, kafka: 0 }, end: cursor };
  let [position, since] = placeOf(ring, cursor);
  let { gone } = ring;
  for (let round = 1; position + 1 < ring.oldest && round <= ROUNDS; round += 1) {
    const [until, leftUpTo] = [ring.goneAt, ring.oldest - 1];
    gone = ring.gone;
    const gap = await whenPossible(sources, { sides, filter, since, until, limitPerSide: GAP_FLOWS }, signal);
    addFromStore(gap, backlog);
    keepNewest(backlog);
    [position, since] = [leftUpTo, until + 1];
  }
  // Flows can leave faster than they are read back: those of the last round count as left out, unlooked at.
  if (position + 1 < ring.oldest) for (const side of sides) backlog.leftOut[side] += ring.gone[side] - gone[side];
  group.advance();
  addFromRing(ring, group, position, backlog);
  keepNewest(backlog);
  backlog.end = ring.cursorAt(group.position);
  return backlog;
}

/** The number after which the gap begins, -1 when it is of another run, and the first `recordedAt` in it. */
function placeOf(ring: FlowRing, { stream, sequence, recordedAt }: LiveCursor): [position: number, since: number] {
  if (stream === ring.stream) return [Math.min(sequence, ring.head), recordedAt + 1];
  return [-1, stream === STORE_STREAM ? recordedAt + 1 : recordedAt - COMMIT_SLACK_MS];
}

async function whenPossible({ store, gate, timeoutMs }: BacklogSources, question: GapQuestion, signal: AbortSignal): Promise<Gap> {
  for (;;) {
    try {
      await gate.whenReady(signal);
      const gap = await readGap(store.pool, question, timeoutMs);
      signal.throwIfAborted();
      return gap;
    } catch (error) {
      if (signal.aborted || !isDatabaseAway(error)) throw error;
      gate.suspect();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function addFromStore(gap: Gap, backlog: Backlog): void {
  gap.flows.forEach((flow, at) => {
    const next = gap.flows[at + 1]?.recordedAt ?? flow.recordedAt + 1;
    const cursor = { stream: STORE_STREAM, sequence: 0, recordedAt: next - 1 };
    backlog.flows.push({ json: JSON.stringify(flow), side: flow.kind, from: 'store', cursor });
  });
  backlog.leftOut.http += gap.leftOut.http;
  backlog.leftOut.kafka += gap.leftOut.kafka;
}

function addFromRing(ring: FlowRing, group: FilterGroup, after: number, backlog: Backlog): void {
  for (const batch of ring.after(after)) {
    for (let sequence = Math.max(batch.first, after + 1); sequence <= batch.last; sequence += 1) {
      if (!group.matcher.matches(batch, sequence - batch.first)) continue;
      backlog.flows.push({ json: jsonOf(batch, sequence), side: sideOf(batch, sequence), from: 'buffer', cursor: ring.cursorAt(sequence) });
    }
  }
}

function keepNewest(backlog: Backlog): void {
  const kept = { http: 0, kafka: 0 };
  backlog.flows = backlog.flows
    .reverse()
    .filter(({ side }) => {
      kept[side] += 1;
      if (kept[side] > GAP_FLOWS) backlog.leftOut[side] += 1;
      return kept[side] <= GAP_FLOWS;
    })
    .reverse();
}
