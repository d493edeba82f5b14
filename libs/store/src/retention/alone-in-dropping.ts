import type { ClientBase } from 'pg';

/** Held by the server that drops partitions. "drop" in ASCII. */
const ADVISORY_LOCK = 0x64726f70;

/** Does `work` unless another server drops partitions now. @returns whether it was done */
export async function aloneInDropping(client: ClientBase, work: () => Promise<void>): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [ADVISORY_LOCK]);
  if (!rows[0]?.held) return false;
  try {
    await work();
    return true;
  } finally {
    // Where the connection broke, the lock went with it.
    await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]).catch(() => undefined);
  }
}
