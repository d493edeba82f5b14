import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { Migration } from './migrations-folder.js';

export interface AppliedMigration {
  name: string;
  /** SHA-256 of the script, hex, as Prisma's tools note it. */
  checksum: string;
}

/** The database is not one that this code may migrate. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MigrationRefused';
  }
}

/** What Prisma's history table says was applied whole, oldest first; nothing where there is no such table. */
export async function appliedMigrations(client: Client): Promise<AppliedMigration[]> {
  if (!(await hasHistory(client))) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

/**
 * A migration runs as one transaction, so one that did not finish left nothing behind:
 * its entry is marked as rolled back, and the migration is applied anew.
 */
export async function forgetHalfDone(client: Client): Promise<void> {
  if (!(await hasHistory(client))) return;
  await client.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL');
}

/** @throws MigrationRefused where the database has a migration that this code has not, or has it differently */
export function checkHistory(applied: AppliedMigration[], known: Migration[]): void {
  const scripts = new Map(known.map((migration) => [migration.name, migration.script]));
  const newer = applied.filter((migration) => !scripts.has(migration.name)).map((migration) => migration.name);
  if (newer.length > 0) {
    throw new MigrationRefused(
      `The database is newer than this version of Contraflow: it has ${newer.join(', ')}. ` +
        'Start the version that migrated it, or a later one; or point DATABASE_URL to another database.',
    );
  }
  const changed = applied.filter(({ name, checksum }) => checksum !== sha256(scripts.get(name) ?? '')).map(({ name }) => name);
  if (changed.length > 0) {
    throw new MigrationRefused(
      `The database was made by other code than this: ${changed.join(', ')} was different when it was applied. ` +
        'Start the version that made it, or point DATABASE_URL to an empty database.',
    );
  }
}

async function hasHistory(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
  return rows[0]?.found === true;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
