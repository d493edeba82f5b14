import type { Queryable } from './ask.js';
import { MINUTE_MS } from '@contraflow/measure';
import { instantSql } from './instants.js';
import type { Window } from './windows.js';

/**
 * Cuts a range to the minutes in which anything was ever recorded, so that a question
 * over "everything" does not walk through empty decades.
 * @returns null where nothing was recorded in it
 */
export async function cutToRecorded(client: Queryable, range: Window): Promise<Window | null> {
  const { rows } = await client.query<{ first: number | null; last: number | null }>(
    `SELECT ${instantSql('least((SELECT min(minute) FROM http_minute), (SELECT min(minute) FROM kafka_minute))')} AS first,
            ${instantSql('greatest((SELECT max(minute) FROM http_minute), (SELECT max(minute) FROM kafka_minute))')} AS last`,
  );
  const { first = null, last = null } = rows[0] ?? {};
  if (first === null || last === null) return null;
  const cut = { from: Math.max(range.from, first), to: Math.min(range.to, last + MINUTE_MS) };
  return cut.from < cut.to ? cut : null;
}
