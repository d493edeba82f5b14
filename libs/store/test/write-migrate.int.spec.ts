import { Client } from 'pg';
import { migrate, MigrationRefused, openStore } from '../src/index.js';
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

test('a store opens while Postgres is away, and its questions fail with the reason', async () => {
  const port = await freePort();
  const store = openStore({ databaseUrl: `postgresql://postgres@127.0.0.1:${port}/nothing`, poolSize: 2, queryTimeoutSeconds: 5 });
  await expect(store.pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await store.close();
});
