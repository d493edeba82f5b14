import { Client } from 'pg';

/** Makes the named databases on the server at `url` where they do not exist. */
export async function ensureDatabases(url: string, names: string[]): Promise<void> {
  await withClient(url, async (client) => {
    const known = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    for (const name of names) {
      if (!known.rows.some((row) => row.datname === name)) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    }
  });
}

/** Makes the schema that the connection string's search path names, where it names one that does not exist. */
export async function ensureSearchPath(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ search_path: string }>('SHOW search_path');
    const schema = rows[0]!.search_path;
    if (/^\w+$/.test(schema)) await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
  });
}

async function withClient(connectionString: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
