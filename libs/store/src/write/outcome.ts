import { DatabaseError, type ClientBase } from 'pg';

export type Outcome = 'committed' | 'aborted' | 'in progress';

/** Postgres does not know the number: it is another server now, restored or promoted. */
const UNKNOWN_NUMBER = '22023';

/**
 * What became of a transaction whose connection broke. Where Postgres no longer knows, it counts
 * as aborted: the fence decides when the batch is tried again.
 * @returns `in progress` while Postgres still works on it: ask again
 */
export async function outcomeOf(client: ClientBase, transaction: string): Promise<Outcome> {
  try {
    const { rows } = await client.query<{ status: Outcome | null }>('SELECT pg_xact_status($1::text::xid8) AS status', [transaction]);
    return rows[0]?.status ?? 'aborted';
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNKNOWN_NUMBER) return 'aborted';
    throw error;
  }
}
