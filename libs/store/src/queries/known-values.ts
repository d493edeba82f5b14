import type { KnownField } from '@contraflow/contract';
import { MINUTE_MS } from '@contraflow/measure';
import type { Pool } from 'pg';
import { ask, Deadline, QueryTimeout } from './ask.js';
import { instantOf, instantSql, timestamptzOf } from './instants.js';

/** So far back from the last recorded minute values are looked for: what is in use has been used within it. */
const WINDOW_MS = 60 * MINUTE_MS;
const MOST = 50;
/** Whoever types does not wait longer. */
const LIMIT_MS = 1_500;

/** Where a field's values stand in the roll-ups. */
const COLUMNS: Record<KnownField, { table: 'http_minute' | 'kafka_minute'; column: string; sum: string }> = {
  service: { table: 'http_minute', column: 'service', sum: 'exchanges' },
  route: { table: 'http_minute', column: 'route', sum: 'exchanges' },
  method: { table: 'http_minute', column: 'request_method', sum: 'exchanges' },
  topic: { table: 'kafka_minute', column: 'topic', sum: 'records' },
  partition: { table: 'kafka_minute', column: 'partition::text', sum: 'records' },
};

/**
 * Values of a field in the last recorded hour, the most frequent first, from the roll-ups alone.
 * @param start only those that begin so, without regard to ASCII case
 * @returns at most 50; none where looking took too long
 */
export async function knownValues(pool: Pool, field: KnownField, start: string): Promise<string[]> {
  const { table, column, sum } = COLUMNS[field];
  try {
    return await ask(pool, new Deadline(LIMIT_MS), async (client) => {
      const last = await client.query<{ last: number | null }>(`SELECT ${instantSql('max(minute)')} AS last FROM ${table}`);
      const minute = last.rows[0]?.last ?? null;
      if (minute === null) return [];
      const { rows } = await client.query<{ value: string }>(
        `SELECT value FROM (SELECT ${column} AS value, sum(${sum}) AS flows FROM ${table} WHERE minute > $1 GROUP BY 1) AS counted
         WHERE starts_with(lower(value COLLATE "C"), lower($2 COLLATE "C")) ORDER BY flows DESC, value LIMIT ${MOST}`,
        [timestamptzOf(instantOf(minute) - WINDOW_MS), start],
      );
      return rows.map(({ value }) => value);
    });
  } catch (error) {
    if (error instanceof QueryTimeout) return [];
    throw error;
  }
}
