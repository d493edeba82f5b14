import { once } from 'node:events';
import { dirname } from 'node:path';
import { progress, say } from '../setup/terminal.mjs';
import { banner } from './banner.ts';
import { checkSpace } from './data-folder.ts';
import { madeDatabases, madeSearchPath } from './database-step.ts';
import type { startDevelopment } from './dev.ts';
import { killNoted } from './ending.ts';
import { keepRunning, type Kept, type Running } from './keep-running.ts';
import { takeOverLock } from './lock.ts';
import { programs } from './programs.ts';
import { untilAnswers } from './ready.ts';
import type { Run } from './run.ts';
import { defaultStorageBound } from './storage-bound.ts';
import { parseEntry } from './terminal-lines.ts';

const SHOP_ANSWERS_WITHIN_MS = 20_000;
const SERVER_LIVE_WITHIN_MS = 120_000;

export interface SuperviseOptions {
  /** Gets what ends everything at once, for a person who insists. */
  onForce: (kill: () => never) => void;
  development?: typeof startDevelopment;
}

/** Starts everything, keeps it running until `stop` is aborted, and ends it in order: what uses before what is used. */
export async function supervise(run: Run, stop: AbortSignal, { onForce, development }: SuperviseOptions): Promise<void> {
  const { folder, environments, admin } = run;
  const unlock = takeOverLock(folder.lock);
  const running: Kept[] = [];
  let starting = true;
  /** The first user was made now, and nobody has seen the password yet. */
  let passwordUntold = false;
  const tellPassword = () => passwordUntold && !admin.given && say(`The user ${admin.username} was made; the password is ${admin.password}`);
  onForce(() => {
    killNoted(folder.run);
    tellPassword();
    say('Everything was ended at once; PostgreSQL and Kafka mend what that left at the next start.');
    unlock();
    process.exit(1);
  });
  const broken = Promise.withResolvers<never>();
  const called = calledOff(stop);
  for (const ending of [broken.promise, called]) ending.catch(() => undefined);
  /** Starts a program; they end in the opposite order. What `must` run ends the start when it cannot. */
  const keep = (name: string, startIt: (signal: AbortSignal) => Promise<Running>, must = false) => {
    const kept = keepRunning({ name, start: startIt, say, must: () => must && starting });
    running.push(kept);
    if (must) void kept.failing.then((reason) => broken.reject(new Error(reason)));
    return kept;
  };
  /** Waits for `step`, but not when the start is called off or something that must run does not. */
  const unlessBroken = <T>(step: Promise<T>) => Promise.race([step, broken.promise, called]);

  try {
    const { node, postgres, kafka } = programs(folder, say);
    let postgresPlace: string | null = null;
    let storageBound: Record<string, string> = {};
    if (run.embeddedPostgres) {
      const step = progress('starting PostgreSQL');
      const onPlace = (place: string) => {
        postgresPlace = place;
        checkSpace(dirname(place));
      };
      const kept = keep('PostgreSQL', postgres(run.embeddedPostgres.port, run.secrets, onPlace), true);
      await unlessBroken(kept.started);
      await unlessBroken(madeDatabases(urlOfServer(environments.server.DATABASE_URL!), ['contraflow', 'shop'], stop));
      step.end('ready');
      // Thirty days of the default retention can be more than a newcomer's disk has.
      if (!process.env.STORAGE_MAX_BYTES) storageBound = { STORAGE_MAX_BYTES: String(defaultStorageBound(postgresPlace ?? folder.postgres)) };
    }

    const step = progress(run.embeddedKafka ? 'starting Kafka and the server' : 'starting the server');
    const broker = run.embeddedKafka ? keep('Kafka', kafka(run.embeddedKafka)) : null;
    const server = keep(
      'server',
      node('server', ['apps/server/dist/main.js'], { ...environments.server, ...storageBound }, (line) => {
        if (line.includes('admin user created') && parseEntry(line)?.msg === 'admin user created') passwordUntold = true;
      }),
      true,
    );
    const gateway = run.runGateway ? keep('gateway', node('gateway', ['apps/gateway/dist/main.js'], environments.gateway), true) : null;
    // The shop waits for its broker, and goes without one that does not come.
    if (broker) await unlessBroken(Promise.race([broker.started, broker.failing]));
    const startShop = node('shop', ['apps/shop/dist/main.js'], environments.shop);
    const shop = run.args.shop
      ? keep('shop', async (signal) => {
          if (!run.embeddedPostgres) await madeSearchPath(environments.shop.SHOP_DATABASE_URL!, signal);
          return startShop();
        })
      : null;
    await unlessBroken(untilAnswers(`${run.urls.server}/health/live`, SERVER_LIVE_WITHIN_MS, stop, `see ${folder.logs}/server.log`));
    // So that the first request through the gateway meets a shop; one that does not come stops nobody.
    if (shop) await unlessBroken(untilAnswers(`${run.urls.shop}/products`, SHOP_ANSWERS_WITHIN_MS, stop, `see ${folder.logs}/shop.log`).catch((error: Error) => say(`The shop is not there yet: ${error.message}`)));
    step.end('ready');
    if (development) await unlessBroken(development({ keep, node, run, kept: { server, gateway, shop }, stop, say }));

    const secondsToStart = (Date.now() - run.began) / 1000;
    say(banner({ run, secondsToStart, postgresPlace, showPassword: passwordUntold }));
    passwordUntold = false;
    starting = false;
    await called;
  } finally {
    for (const kept of running.toReversed()) {
      say(`stopping ${kept.name}`);
      await kept.stop();
    }
    tellPassword();
    unlock();
  }
}

/** Rejects with the signal's reason once it is aborted. */
async function calledOff(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason as Error;
}

/** The maintenance database of the same server. */
function urlOfServer(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = '/postgres';
  return url.href;
}
