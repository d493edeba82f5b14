import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../paths.ts';
import { orExplain } from '../setup/node.mjs';
import { say } from '../setup/terminal.mjs';
import { start } from './start.ts';

// npm start: everything from the build to the running product, until it is told to end.

await orExplain(async () => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Error(`${signal} received`)));
  // The process before us, if there is one, was killed.
  process.on('disconnect', () => stop.abort(new Error('the parent process ended')));
  // A closed terminal is no reason to end without order.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  const { values } = parseArgs({ options: { 'no-shop': { type: 'boolean' }, dev: { type: 'boolean' } } });
  const file = join(repositoryRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    await start({ shop: values['no-shop'] !== true, dev: values.dev === true }, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  if (stop.signal.aborted) say('Everything is stopped.');
  // The channel to the process before us must not keep this one.
  if (process.connected) process.disconnect();
});
