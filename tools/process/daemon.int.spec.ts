import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../testing/eventually.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { startDaemon, untilReady } from './daemon.ts';
import { identify, isAlive } from './identity.ts';

const folder = temporaryFolder();
const FOREVER = 'setInterval(() => undefined, 1000);';
const start = (code: string) => startDaemon({ name: 'worker', command: process.execPath, args: ['-e', code] });

test('a daemon ends when the process that started it is killed outright', async () => {
  const supervisor = join(folder, 'supervisor.mjs');
  writeFileSync(
    supervisor,
    `import { startDaemon } from ${JSON.stringify(join(__dirname, 'daemon.ts'))};
     const daemon = await startDaemon({ name: 'worker', command: process.execPath, args: ['-e', ${JSON.stringify(FOREVER)}] });
     console.log(daemon.pid);`,
  );
  const parent = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = (await once(parent.stdout, 'data')) as [Buffer];
  const daemon = identify(Number(first))!;
  expect(isAlive(daemon)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => !isAlive(daemon));
});

test('a daemon that ends before it is ready is reported with its last lines', async () => {
  const daemon = await start("console.error('no such file'); process.exitCode = 7;");
  const ready = untilReady(daemon, new Promise(() => undefined), 30_000);
  await expect(ready).rejects.toThrow(/worker ended with code 7 before it was ready[^]*no such file/);
});

test('a daemon that is not ready in time is ended', async () => {
  const daemon = await start(FOREVER);
  await expect(untilReady(daemon, new Promise(() => undefined), 50)).rejects.toThrow('was not ready within 0.05 s');
  expect(identify(daemon.pid)).toBeNull();
});

test('a start that is called off ends the daemon in order', async () => {
  const daemon = await start(FOREVER);
  const stop = new AbortController();
  const ready = untilReady(daemon, new Promise(() => undefined), 30_000, stop.signal);
  stop.abort(new Error('called off'));
  await expect(ready).rejects.toThrow('called off');
  expect((await daemon.exited).signal).toBe('SIGTERM');
});
