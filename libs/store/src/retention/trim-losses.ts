import type { ClientBase } from 'pg';

/** Rows in one statement: a fraction of a second of work. */
const ROUND = 5_000;

/** Deletes what was noted of losses and what was set aside before `until` (epoch milliseconds). @returns how many rows went */
export async function trimLosses(client: ClientBase, until: number): Promise<number> {
  let gone = 0;
  for (const table of ['source_drop', 'set_aside']) {
    for (let count = ROUND; count === ROUND; gone += count) {
      const { rowCount } = await client.query(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE recorded_at < $1 ORDER BY recorded_at LIMIT ${ROUND})`,
        [new Date(until)],
      );
      count = rowCount ?? 0;
    }
  }
  return gone;
}
