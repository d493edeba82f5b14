import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type RunningKafka } from '../embedded/kafka.ts';
import { startPostgres, type RunningPostgres } from '../embedded/postgres.ts';
import type { Daemon } from '../process/daemon.ts';
import { freePorts } from '../process/ports.ts';
import { ADMIN_PASSWORD, makeDatabase, startProgram } from './programs.ts';
import { startUpstream } from './upstream.ts';

/** A running server of ours. */
export interface Recording {
  daemon: Daemon;
  url: string;
}

/** Real servers of a fault's own, each of which it may stop, kill and start again on the same data and ports. */
export interface Rig {
  /** As superuser, past the role that the server uses. */
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly kafkaPort: number;
  readonly gatewayUrl: string;
  /** Opens doors of the server for programs: batches, metrics. */
  readonly apiKey: string;
  readonly folder: string;
  readonly spoolDir: string;
  postgres: RunningPostgres;
  kafka: RunningKafka;
  /** The server that the gateway ships to. */
  server: Recording;
  gateway: Daemon;
  startPostgres(): Promise<void>;
  startKafka(): Promise<void>;
  startServer(): Promise<void>;
  /** Another server on the same database and brokers; whoever starts it ends it. */
  startSecondServer(): Promise<Recording>;
  startGateway(env?: Record<string, string>): Promise<void>;
  /** Called when every server has ended, before the data is removed. */
  readonly whenClosed: (() => void)[];
  /** Ends everything in order and removes the data. */
  close(): Promise<void>;
}

/** Topics that a rig records. */
export const TOPICS = 'faults-*';
/** The role and the database of the server. */
export const ROLE = 'contraflow';

/** Starts PostgreSQL, Kafka, an upstream, the gateway and the server in a folder of their own. */
export async function openRig(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'contraflow-faults-'));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(folder, 0o755);
  const [postgresPort, kafkaPort, controllerPort, serverPort, secondPort, gatewayPort] = (await freePorts(6)) as [number, number, number, number, number, number];
  const apiKey = randomBytes(32).toString('base64url');
  const spoolDir = join(folder, 'spool');
  const upstream = await startUpstream();
  const postgresOptions = { dataDir: join(folder, 'postgres'), port: postgresPort };
  // The cleaner looks often, so that compaction does not take minutes.
  const kafkaOptions = { dataDir: join(folder, 'kafka'), port: kafkaPort, controllerPort, properties: { 'log.cleaner.backoff.ms': 500 } };
  const [postgres, kafka] = await Promise.all([startPostgres(postgresOptions), startKafka(kafkaOptions)]);
  const serverDatabase = await makeDatabase(postgres, ROLE);

  const startRecording = async (port: number): Promise<Recording> => {
    const url = `http://127.0.0.1:${port}`;
    const env = {
      SERVER_PORT: String(port),
      DATABASE_URL: serverDatabase,
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TOPICS: TOPICS,
      KAFKA_DISCOVERY_SECONDS: '1',
      ADMIN_PASSWORD,
      CAPTURE_BOOTSTRAP_KEY: apiKey,
      LIVE_CLIENTS: '500',
    };
    return { daemon: await startProgram('server', env, `${url}/health/live`), url };
  };

  const rig: Rig = {
    databaseUrl: postgres.urlOf(ROLE),
    brokers: kafka.brokers,
    kafkaPort,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    apiKey,
    folder,
    spoolDir,
    whenClosed: [],
    postgres,
    kafka,
    server: await startRecording(serverPort),
    gateway: undefined as unknown as Daemon,
    async startPostgres() {
      rig.postgres = await startPostgres(postgresOptions);
    },
    async startKafka() {
      rig.kafka = await startKafka(kafkaOptions);
    },
    async startServer() {
      rig.server = await startRecording(serverPort);
    },
    startSecondServer: () => startRecording(secondPort),
    async startGateway(env = {}) {
      const own = { GATEWAY_UPSTREAMS: `shop=${gatewayPort}>${upstream.url}`, SPOOL_DIR: spoolDir, CAPTURE_URL: rig.server.url, CAPTURE_API_KEY: apiKey };
      rig.gateway = await startProgram('gateway', { ...own, ...env }, `${rig.gatewayUrl}/ready`);
    },
    async close() {
      await rig.gateway.stop();
      await rig.server.daemon.stop();
      await Promise.all([rig.kafka.kill(), rig.postgres.stop(), upstream.close()]);
      for (const undo of rig.whenClosed) undo();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await rig.startGateway();
  return rig;
}
