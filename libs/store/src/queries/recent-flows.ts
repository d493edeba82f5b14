import type { FilterNode, FlowSummary, Side } from '@contraflow/contract';
import type { Pool } from 'pg';
import { ask, Deadline, QueryTimeout } from './ask.js';
import { mergeNewest, newestFlows } from './newest-flows.js';
import { cutToRecorded } from './recorded-range.js';
import { windowsBack } from './windows.js';

export interface RecentQuestion {
  sides: readonly Side[];
  filter: FilterNode;
  /** At most so many of each side. */
  limitPerSide: number;
  /** How far to look back, in milliseconds. */
  lookBackMs: number;
}

/**
 * The newest flows of each side, merged, newest first: what a live view begins with.
 * When the time is spent it answers with what it has.
 */
export async function recentFlows(pool: Pool, question: RecentQuestion, timeoutMs: number): Promise<FlowSummary[]> {
  const deadline = new Deadline(timeoutMs);
  const found: Record<Side, FlowSummary[]> = { http: [], kafka: [] };
  const missing = () => question.sides.filter((side) => found[side].length < question.limitPerSide);
  const now = Date.now();
  try {
    await ask(pool, deadline, async (client) => {
      const range = await cutToRecorded(client, { from: now - question.lookBackMs, to: now + question.lookBackMs });
      for (const window of range ? windowsBack(range.from, range.to, deadline) : []) {
        for (const side of missing()) {
          const limit = question.limitPerSide - found[side].length;
          found[side].push(...(await newestFlows(client, { sides: [side], filter: question.filter, after: null }, window, limit)));
        }
        if (missing().length === 0 || deadline.passed) return;
      }
    });
  } catch (error) {
    if (!(error instanceof QueryTimeout)) throw error;
  }
  return mergeNewest(found.http, found.kafka);
}
