import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '../../embedded/kafka.ts';
import { startPostgres, type RunningPostgres } from '../../embedded/postgres.ts';
import { repositoryRoot } from '../../paths.ts';
import { startDaemon, untilReady, type Daemon } from '../../process/daemon.ts';
import { freePort, freePorts } from '../../process/ports.ts';
import type { Workspace } from './workspace.ts';

/** A PostgreSQL of the benchmark's own, with its data in the workspace. */
export async function ownPostgres(workspace: Workspace, settings: Record<string, string | number> = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir: join(workspace.folder, 'postgres'), port: await freePort(), settings });
  workspace.onClose(() => postgres.kill());
  return postgres;
}

/** A Kafka of the benchmark's own. */
export async function ownKafka(workspace: Workspace): Promise<RunningKafka> {
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const kafka = await startKafka({ dataDir: join(workspace.folder, 'kafka'), port, controllerPort });
  workspace.onClose(() => kafka.kill());
  return kafka;
}

/** One of our built programs. */
export interface Program {
  daemon: Daemon;
  url: string;
  /** Ends it in order. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  name: 'server' | 'gateway';
  port: number;
  /** Resolves when it is ready. */
  ready: (url: string) => Promise<void>;
  env: Record<string, string>;
  /** The core that it may use; any when not given. */
  core?: number;
}

/** Starts a built program as `npm start` does, on its built files. */
export async function startProgram(workspace: Workspace, { name, port, ready, env, core }: ProgramOptions): Promise<Program> {
  const profiling = workspace.profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${workspace.profiles}`, `--cpu-prof-name=${name}-${process.pid}-${Date.now()}.cpuprofile`];
  const node = [process.execPath, '--disable-warning=TimeoutNegativeWarning', ...profiling, join(repositoryRoot, 'apps', name, 'dist/main.js')];
  const [command, ...args] = pinned(core, node) as [string, ...string[]];
  const daemon = await startDaemon({
    name,
    command,
    args,
    cwd: repositoryRoot,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    stopWithinMs: 30_000,
  });
  // A profile is written at an ordered end only.
  workspace.onClose(() => (workspace.profiles === null ? daemon.kill() : daemon.stop()));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(daemon, ready(url), 60_000);
  return { daemon, url, stop: () => daemon.stop() };
}

export interface ServerOptions {
  databaseUrl: string;
  brokers?: string;
  topics?: string;
  env?: Record<string, string>;
}

export interface RunningServer extends Program {
  captureKey: string;
  adminPassword: string;
}

/** Starts the built server with its settings as they are delivered. */
export async function startServer(workspace: Workspace, { databaseUrl, brokers = '', topics = '*', env = {} }: ServerOptions): Promise<RunningServer> {
  const port = await freePort();
  const [captureKey, adminPassword] = [randomBytes(32).toString('base64url'), randomBytes(12).toString('base64url')];
  const program = await startProgram(workspace, {
    name: 'server',
    port,
    ready: (url) => untilAnswers(`${url}/health/live`),
    env: { SERVER_PORT: String(port), DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPICS: topics, ADMIN_PASSWORD: adminPassword, CAPTURE_BOOTSTRAP_KEY: captureKey, ...env },
  });
  return { ...program, captureKey, adminPassword };
}

export interface GatewayOptions {
  upstream: string;
  spoolDir: string;
  captureUrl: string;
  captureKey: string;
  env?: Record<string, string>;
  core?: number;
}

/** Starts the built gateway in front of one upstream. */
export async function startGateway(workspace: Workspace, options: GatewayOptions): Promise<Program> {
  const port = await freePort();
  return startProgram(workspace, {
    name: 'gateway',
    port,
    // A request would be recorded.
    ready: () => untilListens(port),
    core: options.core,
    env: {
      GATEWAY_UPSTREAMS: `bench=${port}>${options.upstream}`,
      SPOOL_DIR: options.spoolDir,
      CAPTURE_URL: options.captureUrl,
      CAPTURE_API_KEY: options.captureKey,
      ...options.env,
    },
  });
}

/** The command, bound to one core where this system can do that. */
export function pinned(core: number | undefined, command: string[]): string[] {
  return core === undefined || process.platform !== 'linux' ? command : ['taskset', '-c', String(core), ...command];
}

/** Resolves when anything is answered. */
export async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Resolves when something takes connections on a port of this machine. */
export async function untilListens(port: number): Promise<void> {
  for (;;) {
    const taken = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.end());
    });
    if (taken) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
