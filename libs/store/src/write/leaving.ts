import type { ClientBase } from 'pg';

/** What a partition's comment says once it is to be dropped; the reason stands behind it. */
export const LEAVING = 'contraflow drops this: ';

/** "part" in ASCII. */
const ADVISORY_LOCK = 0x70617274;

/** Until the transaction ends nobody else makes partitions, takes one back, or takes one away for good. */
export async function lockPartitions(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
}
