import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startKafka, type RunningKafka } from '../embedded/kafka.ts';
import { startPostgres, type RunningPostgres } from '../embedded/postgres.ts';
import { freePort, freePorts } from '../process/ports.ts';

export interface TestServersOptions {
  /** Where to keep the data; a new folder in the system's temporary folder, removed at the end, when not given. */
  dataDir?: string;
  /** A server that is running already; used instead of one of our own. */
  postgresUrl?: string;
  kafkaBrokers?: string;
}

export type TestServers = ReturnType<typeof testServers>;

/** A real PostgreSQL and a real Kafka for tests, each started when it is first asked for. */
export function testServers(options: TestServersOptions) {
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'contraflow-test-'));
  // PostgreSQL may run as another user, who has to reach his folder.
  if (!options.dataDir) chmodSync(folder, 0o755);
  const databases: string[] = [];
  let postgres: Promise<RunningPostgres> | undefined;
  let kafka: Promise<RunningKafka> | undefined;

  async function postgresUrl(): Promise<string> {
    if (options.postgresUrl) return options.postgresUrl;
    // Tests kill processes, never the machine: without fsync they are no less true, and faster.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 300 };
    postgres ??= freePort().then((port) => startPostgres({ dataDir: join(folder, 'postgres'), port, settings }));
    return (await postgres).url;
  }

  async function kafkaBrokers(): Promise<string> {
    if (options.kafkaBrokers) return options.kafkaBrokers;
    kafka ??= freePorts(2).then(([port, controllerPort]) =>
      startKafka({ dataDir: join(folder, 'kafka'), port: port!, controllerPort: controllerPort! }),
    );
    return (await kafka).brokers;
  }

  /** Makes an empty database; it is dropped by `stop`. */
  async function createDatabase(): Promise<string> {
    const url = new URL(await postgresUrl());
    const name = `test_${randomBytes(8).toString('hex')}`;
    await onServer(url.href, `CREATE DATABASE ${name}`);
    databases.push(name);
    url.pathname = `/${name}`;
    return url.href;
  }

  async function stop(): Promise<void> {
    if (options.postgresUrl) {
      for (const name of databases) {
        await onServer(options.postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
      }
    }
    const started = await Promise.allSettled([kafka, postgres]);
    for (const server of started) if (server.status === 'fulfilled') await server.value?.stop();
    if (!options.dataDir) rmSync(folder, { recursive: true, force: true });
  }

  return { postgresUrl, kafkaBrokers, createDatabase, stop };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
