import { orExplain, whenParentEnds } from '../setup/node.mjs';
import { say } from '../setup/terminal.mjs';
import { onEnd } from './ending.ts';
import type { Run } from './run.ts';
import { supervise } from './supervise.ts';

// Takes the place of npm start's first part once everything is prepared; see hand-over.ts.

await orExplain(async () => {
  const run = JSON.parse(process.env.CONTRAFLOW_RUN ?? 'null') as Run;
  delete process.env.CONTRAFLOW_RUN;
  const stop = new AbortController();
  let force = () => process.exit(1);
  onEnd((reason) => stop.abort(reason), () => force());
  whenParentEnds(() => process.kill(process.pid, 'SIGTERM'));
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    await supervise(run, stop.signal, { onForce: (kill) => (force = kill) });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  say('Everything is stopped.');
  process.exit(0);
});
