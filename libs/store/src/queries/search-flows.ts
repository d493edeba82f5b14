import { flowInstant, type FilterNode, type FlowSummary, type SearchAnswer, type Side } from '@contraflow/contract';
import type { Pool } from 'pg';
import { ask, Deadline, QueryTimeout } from './ask.js';
import { cursorAfter, encodeCursor, type FlowCursor } from './flow-cursor.js';
import { microsOf } from './instants.js';
import { newestFlows } from './newest-flows.js';
import { cutToRecorded } from './recorded-range.js';
import { windowsBack } from './windows.js';

export interface FlowSearch {
  /** Epoch milliseconds, half-open. */
  from: number;
  to: number;
  sides: readonly Side[];
  filter: FilterNode;
  /** Flows on a page. */
  limit: number;
  /** The `next` of the page before, decoded; null for the first page. */
  before: FlowCursor | null;
}

/**
 * One page of what matches in a range, both sides merged, newest first. It walks back
 * in growing windows until the page is full, the range ends, or the time is spent.
 * @throws QueryTimeout when not even the newest window could be searched in time
 */
export async function searchFlows(pool: Pool, search: FlowSearch, timeoutMs: number): Promise<SearchAnswer> {
  const deadline = new Deadline(timeoutMs);
  const found: FlowSummary[] = [];
  const question = { sides: search.sides, filter: search.filter, after: search.before };
  const end = endOf(search);
  let searchedFrom = end;
  try {
    await ask(pool, deadline, async (client) => {
      const range = await cutToRecorded(client, { from: search.from, to: end });
      for (const window of range ? windowsBack(range.from, range.to, deadline) : []) {
        found.push(...(await newestFlows(client, question, window, search.limit + 1 - found.length)));
        searchedFrom = window.from;
        if (found.length > search.limit) return;
        if (deadline.passed && window.from > search.from) throw new QueryTimeout(timeoutMs / 1_000);
      }
      searchedFrom = search.from;
    });
  } catch (error) {
    if (!(error instanceof QueryTimeout) || searchedFrom >= end) throw error;
    return { flows: found, next: encodeCursor({ micros: microsOf(searchedFrom), id: null }), complete: false, searchedFrom };
  }
  if (found.length <= search.limit) return { flows: found, next: null, complete: true, searchedFrom };
  const flows = found.slice(0, search.limit);
  const last = flows[flows.length - 1] as FlowSummary;
  return { flows, next: encodeCursor(cursorAfter(last)), complete: true, searchedFrom: flowInstant(last) };
}

/** The flows at the cursor's own microsecond are still to come when it names one of them. */
function endOf({ to, before }: FlowSearch): number {
  if (!before) return to;
  return Math.min(to, (before.micros + (before.id === null ? 0 : 1)) / 1_000);
}
