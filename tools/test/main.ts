import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from '../browser/ensure.ts';
import { build } from '../build/build.ts';
import { repositoryRoot } from '../paths.ts';
import { orExplain } from '../setup/node.mjs';
import { say } from '../setup/terminal.mjs';
import { fetchKafka } from '../start/kafka-step.ts';
import { addCounts, readCounts, type Counts } from './counts.ts';

// npm test: lint, types, build and every test; the last line has the counts. Arguments go to Jest.

const folder = mkdtempSync(join(tmpdir(), 'contraflow-results-'));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
process.on('disconnect', () => stop.abort());
// kafkajs asks for timers in the past, and Node 24 says so each time.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=TimeoutNegativeWarning`.trim();

/** Runs a program on this terminal and tells whether it succeeded. */
function succeeds(command: string, args: string[]): Promise<boolean> {
  if (stop.signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: repositoryRoot, stdio: ['ignore', 'inherit', 'inherit'], signal: stop.signal, killSignal: 'SIGTERM' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function step(title: string, work: () => Promise<boolean>): Promise<boolean> {
  const began = Date.now();
  say(`${title} …`);
  const done = await work();
  say(`${title}: ${done ? 'good' : 'failed'} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  return done;
}

async function built(): Promise<boolean> {
  try {
    await build({ signal: stop.signal });
    return true;
  } catch (error) {
    say(String(error));
    return false;
  }
}

async function jest(projects: string[], ...options: string[]): Promise<Counts> {
  const result = join(folder, `${projects[0]}.json`);
  const files = process.argv.slice(2);
  // Jest takes what follows the projects for projects too, so they come last.
  const args = ['node_modules/jest/bin/jest.js', ...files, '--passWithNoTests', '--json', `--outputFile=${result}`, ...options];
  await succeeds(process.execPath, [...args, '--selectProjects', ...projects]);
  return readCounts(result);
}

await orExplain(async () => {
  try {
    await ensureBrowser();
    await fetchKafka(stop.signal);
    const good = [
      await step('linting', () => succeeds('eslint', ['.', '--max-warnings', '0'])),
      await built(),
      await step('checking types', () => succeeds('npm', ['run', '--silent', 'typecheck'])),
    ];
    const counts = addCounts([
      await jest(['unit', 'integration'], '--maxWorkers=2'),
      await jest(['browser'], '--runInBand'),
    ]);
    const wrong = ['lint', 'build', 'types'].filter((_, index) => !good[index]);
    if (wrong.length > 0) say(`Failed besides the tests: ${wrong.join(', ')}; see above.`);
    if (wrong.length > 0 || counts.failed > 0) process.exitCode = 1;
    say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (process.connected) process.disconnect();
  }
});
