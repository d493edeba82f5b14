import { startDaemon, untilReady, type Daemon, type OnLine } from '../process/daemon.ts';
import { ensureCluster, postgresEnvironment, removeStalePidFile, resetPassword } from './postgres-cluster.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { postgresUser, startAs } from './postgres-user.ts';
import { reachableDataDir } from './reachable/data.ts';
import { reachableFolder } from './reachable/place.ts';

export interface PostgresOptions {
  /** Holds the cluster, or a link to it (see {@link reachableDataDir}); made and initialised when it does not exist. */
  dataDir: string;
  /** Where to keep a cluster whose folder the user that PostgreSQL runs as cannot reach; found when not given. */
  reachablePlace?: string;
  /** Called when the cluster lies elsewhere than in `dataDir`. */
  onPlace?: (folder: string) => void;
  port: number;
  host?: string;
  /** The superuser's password, given to the cluster when it is made. */
  password?: string;
  /** Gives an existing cluster this password first, because the one it had is lost. */
  passwordLost?: boolean;
  /** Server settings as in postgresql.conf, on top of ours. */
  settings?: Record<string, string | number>;
  onLine?: OnLine;
  onSpawn?: (pid: number) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

export interface RunningPostgres {
  /** Connection string of the maintenance database `postgres`, as superuser. */
  url: string;
  pid: number;
  exited: Daemon['exited'];
  lastLines: Daemon['lastLines'];
  /** Connection string of another database on the same server. */
  urlOf(database: string): string;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster; the next start recovers from the log. */
  kill(): Promise<void>;
}

/** Starts a real PostgreSQL on `dataDir`, initialising it first where needed (about a second, else a few hundredths). */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { port, host = '127.0.0.1', password = 'contraflow', signal } = options;
  const user = postgresUser();
  const programs = postgresPrograms(user);
  const dataDir = reachableDataDir(options.dataDir, user, () => options.reachablePlace ?? reachableFolder(user));
  if (dataDir !== options.dataDir) options.onPlace?.(dataDir);
  await ensureCluster(programs, dataDir, password, user, signal);
  removeStalePidFile(dataDir);
  if (options.passwordLost) await resetPassword(programs, dataDir, password, user, signal);
  signal?.throwIfAborted();

  const settings = {
    listen_addresses: host,
    port,
    unix_socket_directories: '',
    shared_buffers: '256MB',
    max_connections: 200,
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  let announceReady: () => void;
  const ready = new Promise<void>((resolve) => (announceReady = resolve));
  const daemon = await startDaemon({
    name: 'PostgreSQL',
    command: programs.postgres,
    args,
    ...startAs(user),
    env: postgresEnvironment(),
    // Its "fast" shutdown; SIGTERM would wait for clients to leave.
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
    onLine: (line, stream) => {
      if (line.includes('database system is ready to accept connections')) announceReady();
      options.onLine?.(line, stream);
    },
    onSpawn: options.onSpawn,
  });
  await untilReady(daemon, ready, 60_000, signal);
  const { pid, exited, lastLines, stop, kill } = daemon;
  const urlOf = (database: string) =>
    `postgresql://postgres:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`;
  return { url: urlOf('postgres'), urlOf, pid, exited, lastLines, stop, kill };
}
