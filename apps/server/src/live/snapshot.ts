import { flowInstant, type FlowSummary, SNAPSHOT_ROWS } from '@contraflow/contract';
import { recentFlows } from '@contraflow/store';
import type { BacklogSources } from './backlog.js';
import type { FilterGroup } from './filter-group.js';
import type { Matcher } from './matcher.js';
import { type FlowRing, sideOf, summaryAt } from './ring.js';

const LOOK_BACK_MS = 24 * 3_600_000;
/** A page that opens should not wait longer for what is old. */
const LOOK_BACK_TIMEOUT_MS = 2_000;

/**
 * The newest matching flows of each side, oldest first: from the ring, and where that has
 * too few, from the store. At its return the group stands at the ring's head, where the rows end.
 * @param onStoreError is told when the store could not be asked; the ring alone answers then
 */
export async function readSnapshotRows({ ring, store, gate }: BacklogSources, group: FilterGroup, onStoreError: (error: unknown) => void): Promise<FlowSummary[]> {
  const { sides, filter } = group.matcher;
  const recent = newestOfRing(ring, group.matcher);
  const poor = sides.filter((side) => recent.filter((flow) => flow.kind === side).length < SNAPSHOT_ROWS);
  let older: FlowSummary[] = [];
  if (poor.length > 0 && !gate.absent()) {
    try {
      older = await recentFlows(store.pool, { sides: poor, filter, limitPerSide: SNAPSHOT_ROWS, lookBackMs: LOOK_BACK_MS }, LOOK_BACK_TIMEOUT_MS);
    } catch (error) {
      onStoreError(error);
    }
  }
  group.advance();
  return merge(newestOfRing(ring, group.matcher), older);
}

function newestOfRing(ring: FlowRing, matcher: Matcher): FlowSummary[] {
  const rows: FlowSummary[] = [];
  const counts = { http: 0, kafka: 0 };
  for (const batch of ring.newestFirst()) {
    for (let sequence = batch.last; sequence >= batch.first; sequence -= 1) {
      const side = sideOf(batch, sequence);
      if (counts[side] === SNAPSHOT_ROWS || !matcher.matches(batch, sequence - batch.first)) continue;
      counts[side] += 1;
      rows.push(summaryAt(batch, sequence - batch.first));
    }
    if (matcher.sides.every((side) => counts[side] === SNAPSHOT_ROWS)) break;
  }
  return rows;
}

function merge(recent: FlowSummary[], older: FlowSummary[]): FlowSummary[] {
  const ids = new Set(recent.map(({ id }) => id));
  const counts = { http: 0, kafka: 0 };
  const newestFirst = [...recent, ...older.filter(({ id }) => !ids.has(id))];
  const rows = newestFirst.filter(({ kind }) => (counts[kind] += 1) <= SNAPSHOT_ROWS);
  return rows.reverse().sort((a, b) => flowInstant(a) - flowInstant(b));
}
