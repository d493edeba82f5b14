import { once } from 'node:events';
import { progress, say } from '../setup/terminal.mjs';
import { build } from '../build/build.ts';
import { banner } from './banner.ts';
import { checkPorts } from './check-ports.ts';
import { openDataFolder } from './data-folder.ts';
import { ensureDatabases, ensureSearchPath } from './databases.ts';
import { startDevelopment } from './dev.ts';
import { keepRunning, type Kept, type Running } from './keep-running.ts';
import { fetchKafka } from './kafka-step.ts';
import { takeLock } from './lock.ts';
import { endOrphans } from './orphans.ts';
import { makePlan, type Arguments } from './plan.ts';
import { programs } from './programs.ts';
import { untilAnswers } from './ready.ts';
import { loadSecrets, randomPassword } from './secrets.ts';
import { readStartSettings } from './settings.ts';
import { parseEntry } from './terminal-lines.ts';

const SHOP_ANSWERS_WITHIN_MS = 20_000;
const SERVER_LIVE_WITHIN_MS = 120_000;

/** Starts everything, keeps it running until `stop` is aborted, and ends it in order: what uses before what is used. */
export async function start(args: Arguments, stop: AbortSignal): Promise<void> {
  const began = Date.now();
  const settings = readStartSettings(process.env);
  const plan = makePlan(settings, args);
  const folder = openDataFolder(settings.dataDir);
  const unlock = takeLock(folder.lock, plan.dashboardUrl);
  const running: Kept[] = [];
  const adminPassword = settings.adminPassword || randomPassword();
  /** The first user was made now, and nobody has seen the password yet. */
  let passwordUntold = false;
  /** Starts a program; they end in the opposite order. */
  const keep = (name: string, startIt: (signal: AbortSignal) => Promise<Running>) => {
    const kept = keepRunning({ name, start: startIt, say });
    running.push(kept);
    return kept;
  };

  try {
    const orphans = await endOrphans(folder.run);
    if (orphans.length > 0) say(`An earlier start had left ${orphans.join(', ')} running; ended now.`);
    await checkPorts(plan.ports);
    const secrets = loadSecrets(folder.secrets);
    const [, noKafka] = await Promise.all([
      build({ signal: stop, apps: args.dev ? ['server', 'gateway', 'shop'] : undefined }),
      plan.embedKafka ? fetchKafka(stop) : null,
    ]);
    stop.throwIfAborted();

    const embedKafka = plan.embedKafka && noKafka === null;
    const brokers = embedKafka ? `127.0.0.1:${settings.kafkaPort}` : settings.kafkaBrokers;
    const environments = plan.environments(secrets, folder, brokers, noKafka ?? '', adminPassword);
    const { node, postgres, kafka } = programs(folder, say);

    if (plan.embedPostgres) {
      const step = progress('starting PostgreSQL');
      const kept = keep('PostgreSQL', postgres(settings, secrets));
      await startedOrThrow(kept);
      await ensureDatabases(urlOfServer(environments.server.DATABASE_URL), ['contraflow', 'shop']);
      step.end('ready');
    }
    stop.throwIfAborted();

    const step = progress(embedKafka ? 'starting Kafka and the server' : 'starting the server');
    const broker = embedKafka ? keep('Kafka', kafka(settings)) : null;
    const server = keep(
      'server',
      node('server', ['apps/server/dist/main.js'], environments.server, (line) => {
        if (line.includes('admin user created') && parseEntry(line)?.msg === 'admin user created') passwordUntold = true;
      }),
    );
    const gateway = plan.runGateway ? keep('gateway', node('gateway', ['apps/gateway/dist/main.js'], environments.gateway)) : null;
    // The shop waits for its broker, and goes without one that does not come.
    if (broker) await Promise.race([broker.started, broker.failing, aborted(stop)]);
    stop.throwIfAborted();
    const startShop = node('shop', ['apps/shop/dist/main.js'], environments.shop);
    const shop = args.shop
      ? keep('shop', async () => {
          if (!plan.embedPostgres) await ensureSearchPath(environments.shop.SHOP_DATABASE_URL);
          return startShop();
        })
      : null;
    await Promise.race([
      untilAnswers(`${plan.serverUrl}/health/live`, SERVER_LIVE_WITHIN_MS, stop, `see ${folder.logs}/server.log`),
      server.failing.then((reason) => Promise.reject(new Error(`The server does not start: ${reason}`))),
    ]);
    // So that the first request through the gateway meets a shop; one that does not come stops nobody.
    if (shop) await untilAnswers(`${plan.shopUrl}/products`, SHOP_ANSWERS_WITHIN_MS, stop, `see ${folder.logs}/shop.log`).catch((error: Error) => stop.aborted || say(`The shop is not there yet: ${error.message}`));
    step.end('ready');
    if (args.dev) await startDevelopment({ keep, node, plan, kept: { server, gateway, shop }, stop, say });

    const secondsToStart = (Date.now() - began) / 1000;
    say(banner({ plan, folder, brokers, noKafka, secondsToStart, adminPassword: passwordUntold ? adminPassword : null }));
    passwordUntold = false;
    await aborted(stop);
  } finally {
    for (const kept of running.toReversed()) {
      say(`stopping ${kept.name}`);
      await kept.stop();
    }
    if (passwordUntold && !settings.adminPassword) say(`The user ${settings.adminUsername} was made; the password is ${adminPassword}`);
    unlock();
  }
}

async function startedOrThrow(kept: Kept): Promise<void> {
  await Promise.race([kept.started, kept.failing.then((reason) => Promise.reject(new Error(reason)))]);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** The maintenance database of the same server. */
function urlOfServer(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = '/postgres';
  return url.href;
}
