import { Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { Backoff } from './pause.js';
import { createSchema } from './schema.js';
import { LinkStatus } from './link-status.js';
import type { Log } from './log.js';
import type { Sql } from './sql.js';

/** The shop's own PostgreSQL database. */
export class Database implements Sql {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly log: Log,
  ) {
    this.pool = new Pool({
      connectionString: url,
      max: 16,
      connectionTimeoutMillis: 3_000,
      statement_timeout: 10_000,
      query_timeout: 12_000,
      application_name: 'shop',
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', (error) => log.debug(error, 'an idle connection to PostgreSQL broke'));
  }

  /**
   * Waits for PostgreSQL, then makes the tables that are not there yet.
   * @throws Error when it does not answer within `withinMs`
   */
  async open(withinMs = 60_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    const backoff = new Backoff(200, 2_000);
    const status = new LinkStatus('The shop’s PostgreSQL', this.log);
    for (;;) {
      try {
        await this.transaction(createSchema);
        return status.up();
      } catch (error) {
        if (!isUnreachable(error) || Date.now() > deadline) throw error;
        status.down(error, 'The shop starts once it answers.');
        await backoff.wait();
      }
    }
  }

  query<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<QueryResult<Row>> {
    return this.pool.query<Row>(text, values);
  }

  /** Commits what `work` did when it ends well, and nothing of it when it throws. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work(client as PoolClient & Sql);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

const UNREACHABLE = /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|08|57P0|53300)/;

/** Whether `error` means that PostgreSQL is not there (yet), as opposed to a mistake in a statement. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === 'string' && UNREACHABLE.test(code)) return true;
  return /timeout exceeded when trying to connect|Connection terminated|Query read timeout/.test(error.message);
}
