import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '../embedded/kafka.ts';
import { startPostgres, type RunningPostgres } from '../embedded/postgres.ts';
import { repositoryRoot } from '../paths.ts';
import { startDaemon, untilReady, type Daemon } from '../process/daemon.ts';
import { freePorts } from '../process/ports.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** Real servers of a fault's own, each of which it may stop, kill and start again on the same data and ports. */
export interface Rig {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly gatewayUrl: string;
  readonly serverUrl: string;
  postgres: RunningPostgres;
  kafka: RunningKafka;
  server: Daemon;
  gateway: Daemon;
  startPostgres(): Promise<void>;
  startKafka(): Promise<void>;
  startServer(): Promise<void>;
  startGateway(): Promise<void>;
  /** Ends everything in order and removes the data. */
  close(): Promise<void>;
}

export interface RigOptions {
  /** Topics to record. */
  topics: string;
  serverEnv?: Record<string, string>;
  gatewayEnv?: Record<string, string>;
  postgresSettings?: Record<string, string | number>;
}

const ADMIN_PASSWORD = 'only for this run of faults';

/** Starts PostgreSQL, Kafka, an upstream, the gateway and the server in a folder of their own. */
export async function openRig(options: RigOptions): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'contraflow-faults-'));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(folder, 0o755);
  const [postgresPort, kafkaPort, controllerPort, serverPort, gatewayPort] = (await freePorts(5)) as [number, number, number, number, number];
  const captureKey = randomBytes(32).toString('base64url');
  const upstream: Upstream = await startUpstream();
  const serverUrl = `http://127.0.0.1:${serverPort}`;
  const postgresOptions = { dataDir: join(folder, 'postgres'), port: postgresPort, settings: options.postgresSettings };
  const kafkaOptions = { dataDir: join(folder, 'kafka'), port: kafkaPort, controllerPort };
  const [postgres, kafka] = await Promise.all([startPostgres(postgresOptions), startKafka(kafkaOptions)]);

  const launch = async (name: 'server' | 'gateway', env: Record<string, string>, ready: () => Promise<unknown>) => {
    const daemon = await startDaemon({
      name,
      command: process.execPath,
      args: [join(repositoryRoot, 'apps', name, 'dist/main.js')],
      cwd: repositoryRoot,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    });
    await untilReady(daemon, ready(), 60_000);
    return daemon;
  };

  const rig = {
    databaseUrl: postgres.url,
    brokers: kafka.brokers,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    serverUrl,
    postgres,
    kafka,
    async startPostgres() {
      rig.postgres = await startPostgres(postgresOptions);
    },
    async startKafka() {
      rig.kafka = await startKafka(kafkaOptions);
    },
    async startServer() {
      const env = {
        SERVER_PORT: String(serverPort),
        DATABASE_URL: postgres.url,
        KAFKA_BROKERS: kafka.brokers,
        KAFKA_TOPICS: options.topics,
        ADMIN_PASSWORD,
        CAPTURE_BOOTSTRAP_KEY: captureKey,
        ...options.serverEnv,
      };
      rig.server = await launch('server', env, () => untilAnswers(`${serverUrl}/health/live`));
    },
    async startGateway() {
      const env = {
        GATEWAY_UPSTREAMS: `shop=${gatewayPort}>${upstream.url}`,
        SPOOL_DIR: join(folder, 'spool'),
        CAPTURE_URL: serverUrl,
        CAPTURE_API_KEY: captureKey,
        ...options.gatewayEnv,
      };
      rig.gateway = await launch('gateway', env, () => untilAnswers(`http://127.0.0.1:${gatewayPort}/ready`));
    },
    async close() {
      await rig.gateway?.stop();
      await rig.server?.stop();
      await Promise.all([rig.kafka.kill(), rig.postgres.stop(), upstream.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  } as Rig;
  await rig.startServer();
  await rig.startGateway();
  return rig;
}

async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
