import type { FilterNode, FlowSummary, Side } from '@contraflow/contract';
import type { Pool } from 'pg';
import { filterSql } from '../filter-sql.js';
import { ask, Deadline, type Queryable } from './ask.js';
import { HTTP_SUMMARY_COLUMNS, toHttpSummary, type HttpSummaryRow } from './http-rows.js';
import { timestamptzOf } from './instants.js';
import { KAFKA_SUMMARY_COLUMNS, toKafkaSummary, type KafkaSummaryRow } from './kafka-rows.js';
import { ROWS } from './tables.js';

export interface GapQuestion {
  /** `recordedAt` of the last flow seen; flows of that very moment are answered again, so drop them by id. */
  since: number;
  /** The latest `recordedAt` wanted, inclusive. */
  until: number;
  sides: readonly Side[];
  filter: FilterNode;
  /** At most so many of each side; the newest are kept. */
  limitPerSide: number;
}

export interface Gap {
  /** In the order of `recordedAt`, oldest first. */
  flows: FlowSummary[];
  /** Matching flows beyond the limit, by side: the older ones. */
  leftOut: Record<Side, number>;
}

/**
 * What was recorded between two moments.
 * @throws QueryTimeout
 */
export async function readGap(pool: Pool, question: GapQuestion, timeoutMs: number): Promise<Gap> {
  const deadline = new Deadline(timeoutMs);
  const leftOut: Record<Side, number> = { http: 0, kafka: 0 };
  const flows: FlowSummary[] = [];
  await ask(pool, deadline, async (client) => {
    for (const side of question.sides) {
      const condition = filterSql(question.filter, side, 3);
      if (condition.text === 'false') continue;
      const values = [timestamptzOf(question.since), timestamptzOf(question.until), ...condition.values];
      const where = `recorded_at >= $1 AND recorded_at <= $2 AND ${condition.text}`;
      const newest = await newestRecorded(client, side, where, values, question.limitPerSide);
      flows.push(...newest);
      if (newest.length < question.limitPerSide) continue;
      const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${ROWS[side].table} WHERE ${where}`, values);
      leftOut[side] = Number(rows[0]?.count) - newest.length;
    }
  });
  flows.sort((a, b) => a.recordedAt - b.recordedAt);
  return { flows, leftOut };
}

/** Oldest first within a side, so that a stable sort by `recordedAt` keeps the order of time. */
async function newestRecorded(client: Queryable, side: Side, where: string, values: unknown[], limit: number): Promise<FlowSummary[]> {
  const limited = [...values, limit];
  if (side === 'http') {
    const { rows } = await client.query<HttpSummaryRow>(
      `SELECT ${HTTP_SUMMARY_COLUMNS} FROM http_exchange WHERE ${where} ORDER BY recorded_at DESC, started_at DESC, id DESC LIMIT $${limited.length}`,
      limited,
    );
    return rows.map(toHttpSummary).reverse();
  }
  const { rows } = await client.query<KafkaSummaryRow>(
    `SELECT ${KAFKA_SUMMARY_COLUMNS} FROM kafka_record WHERE ${where}
     ORDER BY recorded_at DESC, observed_at DESC, topic_id DESC, partition DESC, "offset" DESC LIMIT $${limited.length}`,
    limited,
  );
  return rows.map(toKafkaSummary).reverse();
}
