import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon } from '../process/daemon.ts';
import { identify, isAlive } from '../process/identity.ts';
import { eventually } from '../testing/eventually.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { keepRunning } from './keep-running.ts';

const folder = temporaryFolder();
const FOREVER = 'setInterval(() => undefined, 1000);';

/** A program that runs `code` in a real process; `pids` are those of all its starts. */
function program(name: string, code: string, waits = { firstWaitMs: 10, longestWaitMs: 50 }) {
  const pids: number[] = [];
  const said: string[] = [];
  const start = () =>
    startDaemon({ name, command: process.execPath, args: ['-e', code], stopWithinMs: 1_000, onSpawn: (pid) => pids.push(pid) });
  const kept = keepRunning({ name, start, say: (text) => said.push(text), ...waits });
  return { kept, pids, said };
}

test('a program that ends by itself is said to and started again', async () => {
  const marker = join(folder, 'crashed-once');
  const code = `const fs = require('fs'); if (fs.existsSync('${marker}')) ${FOREVER} else { fs.writeFileSync('${marker}', ''); console.error('no luck'); process.exitCode = 3; }`;
  const { kept, pids, said } = program('worker', code);
  await eventually(() => pids.length === 2);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/worker ended with code 3[^]*no luck[^]*started again in 0.01 s/);
  await kept.stop();
});

test('a program that keeps failing is reported once, with its last lines', async () => {
  const { kept, pids } = program('worker', "console.error('bad setting'); process.exitCode = 1;");
  expect(await kept.failing).toMatch(/worker ended with code 1[^]*bad setting/);
  expect(pids.length).toBeGreaterThanOrEqual(3);
  await kept.stop();
});

test('a program that cannot be started at all is reported', async () => {
  const start = () => startDaemon({ name: 'nothing', command: join(folder, 'no-such-program'), args: [] });
  const kept = keepRunning({ name: 'nothing', start, say: () => undefined, firstWaitMs: 1 });
  expect(await kept.failing).toMatch(/nothing did not start: .*ENOENT/);
  await kept.stop();
});

test('after stop nothing is left and nothing is started again', async () => {
  const { kept, pids } = program('worker', FOREVER);
  await kept.started;
  const [pid] = pids;
  await kept.stop();
  expect(identify(pid!)).toBeNull();
  expect(pids).toHaveLength(1);
});

test('a program that does not listen to the signal is ended all the same, with the children it started', async () => {
  const child = join(folder, 'child-pid');
  const code = `process.on('SIGTERM', () => undefined); const { spawn } = require('child_process'); const c = spawn(process.execPath, ['-e', '${FOREVER}'], { stdio: 'ignore' }); require('fs').writeFileSync('${child}', String(c.pid)); ${FOREVER}`;
  const { kept, pids } = program('deaf', code);
  await eventually(() => existsSync(child) && readFileSync(child, 'utf8') !== '');
  const grandchild = identify(Number(readFileSync(child, 'utf8')))!;
  await kept.stop();
  expect(identify(pids[0]!)).toBeNull();
  await eventually(() => !isAlive(grandchild));
});

test('programs stopped one after the other end in that order', async () => {
  const log = join(folder, 'order');
  writeFileSync(log, '');
  const ending = (name: string, ms: number) =>
    `process.on('SIGTERM', () => setTimeout(() => { require('fs').appendFileSync('${log}', '${name} '); process.exit(0); }, ${ms})); console.log('up'); ${FOREVER}`;
  const kept = await Promise.all(
    [['slow', 300] as const, ['fast', 0] as const].map(async ([name, ms]) => {
      let up: () => void;
      const isUp = new Promise<void>((resolve) => (up = resolve));
      const start = () => startDaemon({ name, command: process.execPath, args: ['-e', ending(name, ms)], onLine: () => up() });
      const one = keepRunning({ name, start, say: () => undefined });
      await isUp;
      return one;
    }),
  );
  for (const one of kept) await one.stop();
  expect(readFileSync(log, 'utf8')).toBe('slow fast ');
});

test('a restart on demand is neither a failure nor said to be one', async () => {
  const { kept, pids, said } = program('worker', FOREVER);
  await kept.started;
  await kept.restart();
  await eventually(() => pids.length === 2);
  expect(said).toEqual([]);
  await kept.stop();
});
