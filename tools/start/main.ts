import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../paths.ts';
import { orExplain } from '../setup/node.mjs';
import { say } from '../setup/terminal.mjs';
import { onEnd } from './ending.ts';
import { handOver } from './hand-over.ts';
import { prepare } from './prepare.ts';
import { supervise } from './supervise.ts';

// npm start: everything from the build to the running product, until it is told to end.

await orExplain(async () => {
  const stop = new AbortController();
  let force = () => process.exit(1);
  onEnd((reason) => stop.abort(reason), () => force());
  // A closed terminal is no reason to end without order.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  const { values } = parseArgs({ options: { 'no-shop': { type: 'boolean' }, dev: { type: 'boolean' } } });
  const file = join(repositoryRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    const run = await prepare({ shop: values['no-shop'] !== true, dev: values.dev === true }, stop.signal);
    await handOver(run);
    const { startDevelopment } = await import('./dev.ts');
    await supervise(run, stop.signal, { onForce: (kill) => (force = kill), development: run.args.dev ? startDevelopment : undefined });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  if (stop.signal.aborted) say('Everything is stopped.');
  process.exit(0);
});
