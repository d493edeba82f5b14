import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../paths.ts';
import { startDaemon, untilReady, type Daemon, type OnLine } from '../process/daemon.ts';
import { run } from '../process/run.ts';
import { javaEnvironment, kafkaJars } from './kafka-jars.ts';
import { propertiesText } from './properties.ts';

export interface KafkaOptions {
  /** Holds the log and the broker's configuration; made and formatted when it does not exist. */
  dataDir: string;
  port: number;
  controllerPort: number;
  host?: string;
  /** Broker settings as in server.properties, on top of ours. */
  properties?: Record<string, string | number>;
  /** Most megabytes of Java heap. */
  heapMb?: number;
  onLine?: OnLine;
  onSpawn?: (pid: number) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

export interface RunningKafka {
  /** Bootstrap address, `host:port`. */
  brokers: string;
  pid: number;
  exited: Daemon['exited'];
  lastLines: Daemon['lastLines'];
  /** Controlled shutdown. */
  stop(): Promise<void>;
  /** SIGKILL; the next start recovers its log. */
  kill(): Promise<void>;
}

/** Below the data folder. Kafka gets it as it stands here: in a list of folders a comma in a path would begin another. */
const LOGS = 'data';

/** Starts a real single-node Apache Kafka (KRaft) on `dataDir`, formatting it first where needed. */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const host = options.host ?? '127.0.0.1';
  const classPath = classPathOf(await kafkaJars({ signal: options.signal }));
  mkdirSync(options.dataDir, { recursive: true });
  if (!existsSync(join(options.dataDir, LOGS, 'meta.properties'))) await format(classPath, options, host);
  writeProperties('server.properties', options, host, LOGS);

  let announceReady: () => void;
  const ready = new Promise<void>((resolve) => (announceReady = resolve));
  const heap = [`-Xms128m`, `-Xmx${options.heapMb ?? 384}m`, '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];
  const log4j = `-Dlog4j2.configurationFile=${pathToFileURL(join(repositoryRoot, 'tools/kafka/log4j2.xml')).href}`;
  const daemon = await startDaemon({
    name: 'Kafka',
    command: 'java',
    args: [...heap, log4j, '-cp', classPath, 'kafka.Kafka', 'server.properties'],
    cwd: options.dataDir,
    env: javaEnvironment(),
    stopWithinMs: 20_000,
    onLine: (line, stream) => {
      if (line.includes('Kafka Server started')) announceReady();
      options.onLine?.(line, stream);
    },
    onSpawn: options.onSpawn,
  });
  await untilReady(daemon, ready, 60_000, options.signal);
  const { pid, exited, lastLines, stop, kill } = daemon;
  return { brokers: `${host}:${options.port}`, pid, exited, lastLines, stop, kill };
}

/** Formats beside the final place and moves the result there whole, so that a half-formatted folder is never used. */
async function format(classPath: string, options: KafkaOptions, host: string): Promise<void> {
  const logs = join(options.dataDir, LOGS);
  const fresh = `${logs}.new`;
  for (const path of [fresh, logs]) rmSync(path, { recursive: true, force: true });
  const config = 'format.properties';
  writeProperties(config, options, host, `${LOGS}.new`);
  const clusterId = randomBytes(16).toString('base64url');
  const args = ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', `C${clusterId.slice(1)}`, '-c', config];
  const { code, text } = await run('java', args, { cwd: options.dataDir, env: javaEnvironment(), signal: options.signal });
  rmSync(join(options.dataDir, config), { force: true });
  if (code !== 0) throw new Error(`Kafka's storage in ${options.dataDir} could not be formatted:\n${text.trim()}`);
  renameSync(fresh, logs);
}

/** All jars of a folder. A colon would divide it. */
function classPathOf(jars: string): string {
  if (jars.includes(delimiter)) throw new Error(`Java cannot load programs from ${jars}, for the "${delimiter}" in it. Rename that folder.`);
  return join(jars, '*');
}

function writeProperties(name: string, options: KafkaOptions, host: string, logs: string): void {
  const client = `${host}:${options.port}`;
  const controller = `${host}:${options.controllerPort}`;
  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `PLAINTEXT://${client},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${client}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logs,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // A killed broker may come back only when its old session has ended.
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 1_000,
    // A workstation's disk is finite; per partition.
    'log.retention.bytes': 1024 ** 3,
    ...options.properties,
  };
  writeFileSync(join(options.dataDir, name), propertiesText(properties));
}
