import './steady-heap.js';
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { SettingsError } from '@contraflow/contract';
import { MigrationRefused } from '@contraflow/store';
import { type Config, loadConfig } from './config.js';
import { createApp } from './create-app.js';
import { stopOnSignals } from './stop-on-signals.js';
import { DatabaseGate } from './ports/database-gate.js';
import { PostgresGate } from './postgres-gate.js';

/** Says why and ends; the log may not be there yet. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function explain(error: unknown, config: Config): string {
  if (error instanceof MigrationRefused) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${config.serverPort} is taken by another program: stop it, or set SERVER_PORT to a free one.`;
  if (code === 'EADDRNOTAVAIL') return `${config.host} is not an address of this machine: set HOST to one that is.`;
  if (code === 'EACCES') return `Port ${config.serverPort} may not be used by this user: set SERVER_PORT to one above 1023.`;
  return `The server could not start: ${message}`;
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
try {
  const app = await createApp(config);
  stopOnSignals(app);
  await app.listen(config.serverPort, config.host);
  new Logger('server').log(`listening on ${await app.getUrl()}`);
  void app.get<PostgresGate>(DatabaseGate).refused.then((error) => fail(error.message));
} catch (error) {
  fail(explain(error, config));
}
