import { build } from '../build/build.ts';
import { say } from '../setup/terminal.mjs';
import { checkPorts } from './check-ports.ts';
import { openDataFolder } from './data-folder.ts';
import { fetchKafka } from './kafka-step.ts';
import { takeLock } from './lock.ts';
import { endOrphans } from './orphans.ts';
import { makePlan, type Arguments } from './plan.ts';
import type { Run } from './run.ts';
import { loadSecrets, randomPassword } from './secrets.ts';
import { readStartSettings } from './settings.ts';

/**
 * Everything before the first program runs: settings, data folder and its lock, ports, build, Kafka's programs. The lock
 * is this process's and stays.
 * @throws one message that says what to do; then the lock is given back
 */
export async function prepare(args: Arguments, stop: AbortSignal): Promise<Run> {
  const began = Date.now();
  const settings = readStartSettings(process.env);
  const plan = makePlan(settings, args);
  const folder = openDataFolder(settings.dataDir);
  const unlock = takeLock(folder.lock, plan.dashboardUrl);
  try {
    const orphans = await endOrphans(folder.run, stop);
    if (orphans.length > 0) say(`An earlier start had left ${orphans.join(', ')} running; ended now.`);
    await checkPorts(plan.ports);
    const secrets = loadSecrets(folder.secrets);
    const [, noKafka] = await allOrNone(stop, (signal) => [
      build({ signal, apps: args.dev ? ['server', 'gateway', 'shop'] : undefined }),
      plan.embedKafka ? fetchKafka(signal) : Promise.resolve(null),
    ]);
    stop.throwIfAborted();

    const embedKafka = plan.embedKafka && noKafka === null;
    const brokers = embedKafka ? `127.0.0.1:${settings.kafkaPort}` : settings.kafkaBrokers;
    const admin = { username: settings.adminUsername, password: settings.adminPassword || randomPassword(), given: settings.adminPassword !== '' };
    return {
      began,
      args,
      folder,
      secrets,
      embeddedKafka: embedKafka ? { port: settings.kafkaPort, controllerPort: settings.kafkaControllerPort } : null,
      embeddedPostgres: plan.embedPostgres ? { port: settings.postgresPort } : null,
      runGateway: plan.runGateway,
      environments: plan.environments(secrets, folder, brokers, noKafka ?? '', admin.password),
      urls: { server: plan.serverUrl, shop: plan.shopUrl, dashboard: plan.dashboardUrl, gateways: plan.gatewayUrls },
      brokers,
      noKafka,
      admin,
      dashboardDevPort: settings.dashboardDevPort,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Waits for all of what `begin` begins; when one fails, calls the others off and waits for their end. */
async function allOrNone<T extends Promise<unknown>[]>(stop: AbortSignal, begin: (signal: AbortSignal) => [...T]) {
  const failed = new AbortController();
  const works = begin(AbortSignal.any([stop, failed.signal]));
  try {
    return await Promise.all(works);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(works);
    throw error;
  }
}
