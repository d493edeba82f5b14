import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

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

/** Something that answers statements: a connection, or one that keeps to a deadline. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>;
}

/** A statement may begin with a limit that is this much too long; below it another round trip costs more than it saves. */
const SLACK_MS = 50;

/**
 * Statements are short, so compiling them does not pay. And a partition of today has no
 * statistics yet: without this they let Postgres read it whole for the last few seconds of it.
 */
export const PLANNER = 'SET LOCAL jit = off; SET LOCAL enable_seqscan = off';

/** Gives each statement of a transaction what is left of the deadline. */
class LimitedClient implements Queryable {
  private limitMs: number;

  constructor(private readonly client: PoolClient, private readonly deadline: Deadline) {
    this.limitMs = deadline.leftMs;
  }

  /** All answers of one question are of one moment. */
  async begin(): Promise<void> {
    await this.client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PLANNER}; SET LOCAL statement_timeout = ${this.limitMs}`);
  }

  async query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>> {
    const { leftMs } = this.deadline;
    if (leftMs < this.limitMs - SLACK_MS) {
      await this.client.query(`SET LOCAL statement_timeout = ${leftMs}`);
      this.limitMs = leftMs;
    }
    return this.client.query<Row>(text, values);
  }
}

/**
 * Runs `work` in a read-only transaction on a connection of the pool.
 * @throws QueryTimeout when a statement meets the deadline
 * @throws Error of `pg` when Postgres is away
 */
export async function ask<T>(pool: Pool, deadline: Deadline, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost = false;
  // Without a listener a connection that breaks between two statements would end the process.
  const onError = () => (lost = true);
  client.on('error', onError);
  try {
    const limited = new LimitedClient(client, deadline);
    await limited.begin();
    const answer = await work(limited);
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

/** query_canceled: only our own statement_timeout cancels on these connections. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === '57014';
}
