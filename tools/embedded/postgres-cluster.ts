import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { identify } from '../process/identity.ts';
import { userName } from '../process/user-name.ts';
import { run } from '../process/run.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { startAs, type SystemUser } from './postgres-user.ts';

const MAJOR_VERSION = '18';

/** Environment of every PostgreSQL program: nothing depends on the machine's language or time zone. */
export const postgresEnvironment = () => ({ ...process.env, LC_ALL: 'C', TZ: 'UTC' });

/**
 * Makes a cluster in `dataDir` unless there is one. It is made beside the final place and moved there whole, so that
 * a half-made cluster is never used.
 */
export async function ensureCluster(programs: PostgresPrograms, dataDir: string, password: string, user: SystemUser | null, signal?: AbortSignal) {
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    checkVersion(dataDir);
    return checkOwner(dataDir, user);
  }
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  mkdirSync(dirname(dataDir), { recursive: true });
  for (const path of [fresh, dataDir]) rmSync(path, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (user) for (const path of [fresh, passwordFile]) chownSync(path, user.uid, user.gid);
    const args = [`--pgdata=${fresh}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
    await runAs(user, programs.initdb, args, dataDir, signal);
    renameSync(fresh, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * Removes the pid file of a server that died without removing it. PostgreSQL does that itself, but not when another
 * program has got the number since.
 */
export function removeStalePidFile(dataDir: string): void {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (identify(pid) && commandLine(pid).includes(dataDir)) {
    throw new Error(
      `A PostgreSQL (process ${pid}) already runs on ${dataDir}. Stop it with "kill -INT ${pid}", then start again.`,
    );
  }
  rmSync(file);
}

/** Gives the superuser a new password while no server runs on `dataDir`. */
export async function resetPassword(programs: PostgresPrograms, dataDir: string, password: string, user: SystemUser | null, signal?: AbortSignal) {
  const statement = `ALTER USER postgres PASSWORD '${password.replaceAll("'", "''")}'`;
  const shell = ['-c', 'echo "$2" | "$1" --single -D "$3" postgres', 'single', programs.postgres, statement, dataDir];
  await runAs(user, '/bin/sh', shell, dataDir, signal);
}

async function runAs(user: SystemUser | null, program: string, args: string[], dataDir: string, signal?: AbortSignal): Promise<void> {
  const { code, text } = await run(program, args, { ...startAs(user), env: postgresEnvironment(), signal });
  if (code === 0) return;
  const help = /No space left/.test(text)
    ? `The disk of ${dataDir} is full. Free some space, or set CONTRAFLOW_DATA_DIR to a folder on another disk.`
    : `Mend that, or set CONTRAFLOW_DATA_DIR to a folder on a disk of this machine, or DATABASE_URL to a PostgreSQL of your own.`;
  throw new Error(`PostgreSQL's ${basename(program)} failed on ${dataDir}:\n${text.trim()}\n${help}`);
}

/** PostgreSQL works on data of its own user only. */
function checkOwner(dataDir: string, user: SystemUser | null): void {
  const { uid } = statSync(dataDir);
  const wanted = user ?? { name: userName(), uid: process.getuid?.() };
  if (uid === wanted.uid) return;
  throw new Error(
    `PostgreSQL's data in ${dataDir} belongs to the user number ${uid}, and PostgreSQL would run as ${wanted.name}. ` +
      `Start Contraflow as the user whose data it is, or give it away with "chown -R ${wanted.name} ${dataDir}", ` +
      'or set CONTRAFLOW_DATA_DIR to a folder of your own.',
  );
}

function checkVersion(dataDir: string): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR_VERSION) return;
  throw new Error(
    `${dataDir} belongs to PostgreSQL ${version}, this is PostgreSQL ${MAJOR_VERSION}. ` +
      'Dump it with the old version, or move the folder away to begin anew.',
  );
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
