import 'reflect-metadata';
import { SettingsError } from '@contraflow/contract';
import { loadConfig, type Config } from './config.js';
import { explainStart } from './explain-start.js';
import { startShop, type RunningShop } from './start-shop.js';

/** Requests under way and the group's records in hand end within this; what does not is done again after the next start. */
const STOP_WITHIN_MS = 12_000;

/** Says why and ends; the log may not be there yet. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function settings(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (error instanceof SettingsError) return fail(error.message);
    throw error;
  }
}

const config = settings();
let shop: RunningShop | undefined;
let stopping = false;

/** SIGTERM and SIGINT stop the shop in order, within a bound; a second one ends it at once. */
function stop(): void {
  if (stopping || !shop) process.exit(stopping ? 1 : 0);
  stopping = true;
  setTimeout(() => fail(`The shop did not stop within ${STOP_WITHIN_MS / 1000} s and ends now.`), STOP_WITHIN_MS).unref();
  shop.stop().then(
    () => process.exit(0),
    (error: unknown) => fail(`The shop did not stop in order: ${String(error)}`),
  );
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  shop = await startShop(config);
} catch (error) {
  fail(explainStart(error, config));
}
