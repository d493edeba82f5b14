import type { FilterNode, Side } from '@contraflow/contract';
import type { Pool } from 'pg';
import { filterSql } from '../filter-sql.js';
import { ask, Deadline } from './ask.js';
import { timestamptzOf } from './instants.js';
import { ROWS } from './tables.js';

export interface FlowSelection {
  /** Epoch milliseconds, half-open. */
  from: number;
  to: number;
  sides: readonly Side[];
  filter: FilterNode;
  /** Only what had been recorded at this moment (epoch ms): two readings of one selection see the same rows. */
  recordedUntil: number;
}

/**
 * How many flows a selection has, counted from the rows.
 * @throws QueryTimeout
 */
export async function countFlows(pool: Pool, selection: FlowSelection, timeoutMs: number): Promise<Record<Side, number>> {
  const deadline = new Deadline(timeoutMs);
  const counts: Record<Side, number> = { http: 0, kafka: 0 };
  await ask(pool, deadline, async (client) => {
    for (const side of selection.sides) {
      const condition = filterSql(selection.filter, side, 4);
      if (condition.text === 'false') continue;
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM ${ROWS[side].table}
         WHERE ${ROWS[side].instant} >= $1 AND ${ROWS[side].instant} < $2 AND recorded_at <= $3 AND ${condition.text}`,
        [timestamptzOf(selection.from), timestamptzOf(selection.to), timestamptzOf(selection.recordedUntil), ...condition.values],
      );
      counts[side] = Number(rows[0]?.count);
    }
  });
  return counts;
}
