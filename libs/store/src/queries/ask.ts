import type { Pool, PoolClient } from 'pg';

/** Postgres took longer than a question may. */
export class QueryTimeout extends Error {
  /** @param seconds the limit that was met */
  constructor(readonly seconds: number) {
    super(`The question took longer than ${seconds} s; narrow the range or the filter.`);
    this.name = 'QueryTimeout';
  }
}

/** What is left of the time that one question may take. */
export class Deadline {
  private readonly endsAt: number;
  constructor(readonly limitMs: number) {
    this.endsAt = performance.now() + limitMs;
  }

  /** Milliseconds left, at least 1: Postgres reads 0 as no limit. */
  get leftMs(): number {
    return Math.max(1, Math.floor(this.endsAt - performance.now()));
  }

  get passed(): boolean {
    return performance.now() >= this.endsAt;
  }
}

/**
 * Runs `work` in a read-only transaction on a connection of the pool.
 * @throws QueryTimeout when a statement meets the deadline
 * @throws Error of `pg` when Postgres is away
 */
export async function ask<T>(pool: Pool, deadline: Deadline, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost = false;
  // Without a listener a connection that breaks between two statements would end the process.
  const onError = () => (lost = true);
  client.on('error', onError);
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL jit = off; SET LOCAL statement_timeout = ${deadline.leftMs}`);
    const answer = await work(client);
    await client.query('COMMIT');
    return answer;
  } catch (error) {
    await client.query('ROLLBACK').catch(onError);
    throw isTimeout(error) ? new QueryTimeout(Math.round(deadline.limitMs / 100) / 10) : error;
  } finally {
    client.off('error', onError);
    client.release(lost);
  }
}

/** Gives the next statement of a transaction what is left of the deadline. */
export async function limitTo(client: PoolClient, deadline: Deadline): Promise<void> {
  await client.query(`SET LOCAL statement_timeout = ${deadline.leftMs}`);
}

/** query_canceled: only our own statement_timeout cancels on these connections. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === '57014';
}
