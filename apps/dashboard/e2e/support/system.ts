import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../../../tools/paths.ts';
import { startDaemon, untilReady, type Daemon } from '../../../../tools/process/daemon.ts';
import { freePorts } from '../../../../tools/process/ports.ts';
import { createTestDatabase, testKafka } from '../../../../tools/testing/environment.ts';

/** The whole product as a user has it: built server, gateway and shop, with a real Postgres and a real Kafka. */
export interface System {
  url: string;
  gatewayUrl: string;
  databaseUrl: string;
  brokers: string;
  /** Stands before the names of the shop's topics and groups. */
  prefix: string;
  password: string;
  close(): Promise<void>;
}

/**
 * Starts it on free ports, with topics and databases of its own.
 * @param serverSettings more settings of the server, such as another folder for the dashboard
 */
export async function startSystem(serverSettings: Record<string, string> = {}): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'contraflow-e2e-'));
  const prefix = `e2e${randomBytes(4).toString('hex')}.`;
  const password = randomBytes(18).toString('base64url');
  const captureKey = randomBytes(32).toString('base64url');
  const [databaseUrl, shopDatabaseUrl, brokers] = await Promise.all([createTestDatabase(), createTestDatabase(), testKafka()]);
  const [serverPort, gatewayPort, shopPort] = (await freePorts(3)) as [number, number, number];
  const [url, gatewayUrl, shopUrl] = [serverPort, gatewayPort, shopPort].map((port) => `http://localhost:${port}`) as [string, string, string];
  const capture = { CAPTURE_URL: `http://127.0.0.1:${serverPort}`, CAPTURE_API_KEY: captureKey };
  const running: Daemon[] = [];
  const launch = async (name: string, env: Record<string, string>, address: string) => {
    const daemon = await startDaemon({
      name,
      command: process.execPath,
      args: [join(repositoryRoot, 'apps', name, 'dist/main.js')],
      cwd: repositoryRoot,
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    });
    running.push(daemon);
    await untilReady(daemon, untilAnswers(address), 60_000);
  };
  await launch(
    'server',
    {
      SERVER_PORT: String(serverPort),
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPICS: `${prefix}*`,
      KAFKA_GROUP_ID: `${prefix}recorder`,
      ADMIN_PASSWORD: password,
      CAPTURE_BOOTSTRAP_KEY: captureKey,
      OBSERVED_DATABASES: `shop=${shopDatabaseUrl}`,
      ...serverSettings,
    },
    `${url}/health/ready`,
  );
  await launch('shop', { SHOP_PORT: String(shopPort), SHOP_DATABASE_URL: shopDatabaseUrl, KAFKA_BROKERS: brokers, SHOP_PREFIX: prefix, SHOP_GATEWAY_URL: gatewayUrl, SPOOL_DIR: join(folder, 'shop'), ...capture }, `${shopUrl}/products`);
  await launch('gateway', { GATEWAY_UPSTREAMS: `shop=${gatewayPort}>${shopUrl}`, SPOOL_DIR: join(folder, 'gateway'), ...capture }, `${gatewayUrl}/products`);
  return {
    url,
    gatewayUrl,
    databaseUrl,
    brokers,
    prefix,
    password,
    async close() {
      for (const daemon of running.reverse()) await daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      (response) => response.arrayBuffer().then(() => response.ok),
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
