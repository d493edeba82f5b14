import { Client } from 'pg';
import { applyWithEngine } from './migrate/engine.js';
import { appliedMigrations, checkHistory, forgetHalfDone } from './migrate/history.js';
import { readMigrations } from './migrate/migrations-folder.js';

export { MigrationRefused } from './migrate/history.js';

/** Held while migrating, so that servers that start together go one after the other. "cont" in ASCII. */
const ADVISORY_LOCK = 0x636f6e74;
const LOCK_TIMEOUT_MS = 120_000;

/**
 * Brings the database to the schema of this code with the migrations of `prisma/migrations`.
 * @returns the names of the migrations just applied, none where it was up to date
 * @throws MigrationRefused where the database belongs to newer or to other code
 * @throws Error of `pg` where Postgres cannot be reached
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const folder = readMigrations();
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, application_name: 'contraflow-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const applied = await appliedMigrations(client);
    checkHistory(applied, folder.migrations);
    const done = new Set(applied.map((migration) => migration.name));
    if (folder.migrations.every((migration) => done.has(migration.name))) return [];
    await forgetHalfDone(client);
    return await applyWithEngine(databaseUrl, folder);
  } finally {
    // Ending the session releases the lock.
    await client.end();
  }
}
