import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate, MigrationRefused, openStore, Partitions } from '../src/index.js';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { freePort } from '../../../tools/process/ports.ts';

async function inDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The first migration whose SQL has these words, and the SQL of those before it. */
function migrationWith(words: string): { earlier: string[]; script: string } {
  const folder = join(__dirname, '../../../prisma/migrations');
  const scripts = readdirSync(folder).filter((name) => /^\d/.test(name)).sort().map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
  const at = scripts.findIndex((script) => script.includes(words));
  return { earlier: scripts.slice(0, at), script: scripts[at] as string };
}

test('an empty database is migrated once, however many servers start at the same time', async () => {
  const url = await createTestDatabase();
  const answers = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const applied = answers.filter((names) => names.length > 0);
  expect(applied).toHaveLength(1);
  expect(applied[0]![0]).toMatch(/record_flows_by_day/);
  expect(await migrate(url)).toEqual([]);
  const store = openStore({ databaseUrl: url, poolSize: 2, queryTimeoutSeconds: 5 });
  const merged = await store.pool.query<{ merged: string[] }>(
    'SELECT histogram_add(ARRAY[(3::bigint << 40) | 1], ARRAY[(1::bigint << 40) | 2, (3::bigint << 40) | 4]) AS merged',
  );
  expect(merged.rows[0]!.merged.map(BigInt)).toEqual([(1n << 40n) | 2n, (3n << 40n) | 5n]);
  expect(await store.prisma.user.count()).toBe(0);
  await store.close();
});

test('a database that newer code has migrated is refused by name', async () => {
  const url = await createTestDatabase();
  await migrate(url);
  await inDatabase(url, (client) =>
    client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ('x', 'y', '29990101000000_from_the_future', now(), 1)`,
    ),
  );
  await expect(migrate(url)).rejects.toThrow(MigrationRefused);
  await expect(migrate(url)).rejects.toThrow(/newer than this version .*29990101000000_from_the_future/);
});

test('a database made by other code under the same migration names is refused', async () => {
  const url = await createTestDatabase();
  await migrate(url);
  await inDatabase(url, (client) => client.query("UPDATE _prisma_migrations SET checksum = 'other'"));
  await expect(migrate(url)).rejects.toThrow(/made by other code/);
});

test('a migration that was cut off half-way is applied anew', async () => {
  const url = await createTestDatabase();
  await migrate(url);
  await inDatabase(url, async (client) => {
    await client.query('DROP TABLE audit_entry, api_key, session, app_user; DROP TYPE "role"');
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%users%'");
  });
  expect(await migrate(url)).toEqual(['20261122000100_keep_users_sessions_and_keys']);
  await inDatabase(url, (client) => client.query('SELECT * FROM app_user'));
});

test('roll-ups of earlier versions are kept, each in its month', async () => {
  const url = await createTestDatabase();
  const { earlier, script } = migrationWith('PARTITION BY RANGE (%I)');
  await inDatabase(url, async (client) => {
    for (const before of earlier) await client.query(before);
    await client.query(`INSERT INTO http_pair_minute (minute, caller, service, exchanges)
      SELECT minute::timestamptz, 'web', 'shop', 7 FROM unnest(ARRAY['2025-11-30 23:59Z', '2025-12-01 00:00Z', '2026-02-01 00:00Z']) AS minute`);
    await client.query(`INSERT INTO latency_hour (rollup, hour, slot, histogram) VALUES ('http_minute', '2026-10-31 23:00:00+00', 0, '{1}')`);
    await client.query(`SET timezone = 'America/New_York'`);
    await client.query(script);
    const held = await client.query('SELECT tableoid::regclass::text AS month, exchanges::int FROM http_pair_minute ORDER BY 1');
    expect(held.rows).toEqual(['202511', '202512', '202602'].map((month) => ({ month: `http_pair_minute_${month}`, exchanges: 7 })));
    expect((await client.query('SELECT tableoid::regclass::text AS month, histogram FROM latency_hour')).rows).toEqual([{ month: 'latency_hour_202610', histogram: ['1'] }]);
    await expect(client.query(`INSERT INTO latency_hour (rollup, hour, slot, histogram) VALUES ('http_minute', '2026-10-31 23:00:00+00', 0, '{1}')`)).rejects.toThrow('duplicate key');
  });
});

test('indexes of earlier versions no longer ask for summaries, those of days that are there and of days to come', async () => {
  const url = await createTestDatabase();
  const { earlier, script } = migrationWith('autosummarize = off');
  await inDatabase(url, async (client) => {
    const options = async () => (await client.query<{ reloptions: string[] }>(`SELECT reloptions FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE amname = 'brin' AND relkind = 'i'`)).rows.map(({ reloptions }) => reloptions.at(-1));
    for (const before of earlier) await client.query(before);
    // As earlier versions made them.
    await client.query(`CREATE TABLE http_exchange_20250101 PARTITION OF http_exchange FOR VALUES FROM ('2025-01-01Z') TO ('2025-01-02Z')`);
    const before = await options();
    expect(new Set(before)).toEqual(new Set(['autosummarize=on']));
    await client.query(script);
    await new Partitions().ensureAhead(client, Date.now());
    const after = await options();
    expect(after.length).toBeGreaterThan(before.length);
    expect(new Set(after)).toEqual(new Set(['autosummarize=off']));
  });
});

test('a store opens while Postgres is away, and its questions fail with the reason', async () => {
  const port = await freePort();
  const store = openStore({ databaseUrl: `postgresql://postgres@127.0.0.1:${port}/nothing`, poolSize: 2, queryTimeoutSeconds: 5 });
  await expect(store.pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await store.close();
});
