import { SettingsError } from '@contraflow/contract';
import pino from 'pino';
import { loadConfig, type Config } from './config.js';
import { startGateway, type Gateway } from './gateway.js';

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
const log = pino({ name: 'gateway', level: config.logLevel });
let stopping = false;

function stopOnSignals(gateway: Gateway): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'Stopping');
      gateway.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'Stopping failed');
          process.exit(1);
        },
      );
    });
  }
}

try {
  stopOnSignals(await startGateway(config, log));
} catch (error) {
  fail(`The gateway could not start: ${(error as Error).message}`);
}
