import type { ClientBase } from 'pg';

/** Rows in one statement: a fraction of a second of work. */
const ROUND = 5_000;

/**
 * Deletes what was set aside, and what was noted of losses, before these moments (epoch milliseconds).
 * What was set aside holds flows, so it is kept as long as rows are; losses are figures, as roll-ups are.
 * @returns how many rows went
 */
export async function trimLosses(client: ClientBase, before: { setAside: number; drops: number }): Promise<number> {
  return (await trim(client, 'set_aside', before.setAside)) + (await trim(client, 'source_drop', before.drops));
}

async function trim(client: ClientBase, table: 'set_aside' | 'source_drop', before: number): Promise<number> {
  let gone = 0;
  for (let count = ROUND; count === ROUND; gone += count) {
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE recorded_at < $1 ORDER BY recorded_at LIMIT ${ROUND})`,
      [new Date(before)],
    );
    count = rowCount ?? 0;
  }
  return gone;
}
