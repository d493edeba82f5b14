import { migrate, Partitions } from '@contraflow/store';
import pg from 'pg';
import type { RunningPostgres } from '../../embedded/postgres.ts';

/** A database of its own on a benchmark's PostgreSQL. */
export interface Database {
  url: string;
  /** Rows of a statement; bigint columns come as BigInt. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

let made = 0;
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, (text: string) => BigInt(text));

/** An empty database, and nothing of what went before left to be written by a checkpoint. */
export async function freshDatabase(postgres: RunningPostgres): Promise<Database> {
  made += 1;
  const name = `bench_${made}`;
  await statement(postgres.url, `CREATE DATABASE ${name}`);
  await statement(postgres.url, 'CHECKPOINT');
  const url = postgres.urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 2, types });
  pool.on('error', () => undefined);
  return {
    url,
    query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => (await pool.query<Row>(text, values)).rows,
    async drop() {
      await pool.end();
      await statement(postgres.url, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** A fresh database with the product's tables and indexes, and the day partitions around `day` (epoch milliseconds). */
export async function migratedDatabase(postgres: RunningPostgres, day: number): Promise<Database> {
  const database = await freshDatabase(postgres);
  await migrate(database.url);
  await withClient(database.url, (client) => new Partitions().ensureAhead(client, day));
  return database;
}

/** Runs `work` over a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, types });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function statement(url: string, text: string): Promise<void> {
  await withClient(url, (client) => client.query(text));
}
