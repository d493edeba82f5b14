import type { FilterNode, Side } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { filterSql } from '../filter-sql.js';
import { instantOf, instantSql, timestamptzOf } from './instants.js';
import { rollupFilterSql } from './rollup-filter-sql.js';
import { ROWS } from './tables.js';
import type { Window } from './windows.js';

/** Flows of one step; `failed` are the exchanges among them without an answer or with a 5xx one. */
export interface Counts {
  http: number;
  failed: number;
  kafka: number;
}

const FAILED = '(response_status_code IS NULL OR response_status_code BETWEEN 500 AND 599)';

/** Counts rows by step. @returns counts by the start of their step, epoch milliseconds */
export async function countRows(client: Queryable, side: Side, filter: FilterNode, window: Window, stepMs: number): Promise<Map<number, Counts>> {
  const condition = filterSql(filter, side, 4);
  if (condition.text === 'false') return new Map();
  const { table, instant } = ROWS[side];
  const failed = side === 'http' ? `count(*) FILTER (WHERE ${FAILED})` : '0';
  return grouped(client, side, window, stepMs, condition.values, `
    SELECT ${instantSql('step')} AS step_ms, flows, failed FROM (
      SELECT date_bin($3::interval, ${instant}, 'epoch'::timestamptz) AS step, count(*) AS flows, ${failed} AS failed
      FROM ${table} WHERE ${instant} >= $1 AND ${instant} < $2 AND ${condition.text} GROUP BY 1
    ) AS steps`);
}

/**
 * Counts whole minutes from the roll-ups, by step.
 * @throws Error when the filter asks for what the roll-ups do not have
 */
export async function countMinutes(client: Queryable, side: Side, filter: FilterNode, window: Window, stepMs: number): Promise<Map<number, Counts>> {
  const condition = rollupFilterSql(filter, side, 4);
  if (!condition) throw new Error('The roll-ups cannot answer this filter.');
  if (condition.text === 'false') return new Map();
  const [table, flows, failed] = side === 'http'
    ? ['http_minute', 'sum(exchanges)', 'coalesce(sum(exchanges) FILTER (WHERE status_class IN (0, 5)), 0)']
    : ['kafka_minute', 'sum(records)', '0'];
  return grouped(client, side, window, stepMs, condition.values, `
    SELECT ${instantSql('step')} AS step_ms, flows, failed FROM (
      SELECT date_bin($3::interval, minute, 'epoch'::timestamptz) AS step, ${flows} AS flows, ${failed} AS failed
      FROM ${table} WHERE minute >= $1 AND minute < $2 AND ${condition.text} GROUP BY 1
    ) AS steps`);
}

async function grouped(client: Queryable, side: Side, window: Window, stepMs: number, values: unknown[], text: string): Promise<Map<number, Counts>> {
  const { rows } = await client.query<{ step_ms: number; flows: string; failed: string }>(
    text,
    [timestamptzOf(window.from), timestamptzOf(window.to), `${stepMs} milliseconds`, ...values],
  );
  return new Map(rows.map((row) => [
    instantOf(row.step_ms),
    { http: side === 'http' ? Number(row.flows) : 0, failed: Number(row.failed), kafka: side === 'kafka' ? Number(row.flows) : 0 },
  ]));
}
