import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive } from '../process/identity.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { endOrphans, forgetChild, noteChild } from './orphans.ts';

const folder = temporaryFolder();
const children: ChildProcess[] = [];
const unstopped = new AbortController().signal;
afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

async function stray(code = ''): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${code}; console.log('up'); setInterval(() => undefined, 1000)`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await new Promise((up) => child.stdout.once('data', up));
  return child.pid!;
}

test('what an earlier start left running is ended, in order or with SIGKILL', async () => {
  const [willing, deaf] = await Promise.all([stray(), stray("process.on('SIGTERM', () => undefined)")]);
  const identities = [identify(willing)!, identify(deaf)!];
  noteChild(folder, 'willing', willing);
  noteChild(folder, 'deaf', deaf);
  expect((await endOrphans(folder, unstopped, 500)).toSorted()).toEqual(['deaf', 'willing']);
  expect(identities.map(isAlive)).toEqual([false, false]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a process that only got the number of an orphan is left alone', async () => {
  const pid = await stray();
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid, startedAt: '1' }));
  expect(await endOrphans(folder, unstopped)).toEqual([]);
  expect(identify(pid)).not.toBeNull();
});

test('a child that has ended is nobody’s orphan', async () => {
  const pid = await stray();
  noteChild(folder, 'server', pid);
  forgetChild(folder, 'server');
  expect(await endOrphans(folder, unstopped)).toEqual([]);
  expect(identify(pid)).not.toBeNull();
});
