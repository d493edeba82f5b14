import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  /** Folder name: time and sentence. */
  name: string;
  script: string;
}

export interface MigrationsFolder {
  path: string;
  lockfile: string;
  /** Oldest first. */
  migrations: Migration[];
}

const LOCKFILE = 'migration_lock.toml';

/** Reads `prisma/migrations` of the repository or image that this package lies in. */
export function readMigrations(path = migrationsPath()): MigrationsFolder {
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrations = names.map((name) => ({ name, script: readFileSync(join(path, name, 'migration.sql'), 'utf8') }));
  return { path, lockfile: readFileSync(join(path, LOCKFILE), 'utf8'), migrations };
}

/** The package lies at libs/store, with its code in src or dist; the migrations lie beside libs. */
function migrationsPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'prisma', 'migrations');
    if (existsSync(join(candidate, LOCKFILE))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('prisma/migrations is missing beside libs/: the installation is not complete.');
    folder = parent;
  }
}
