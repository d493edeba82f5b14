import { join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { eventually } from '../testing/eventually.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { identify, isAlive } from './identity.ts';
import { ProgramMissing, run } from './run.ts';

const folder = temporaryFolder();

test('a program that is called off is ended with all that it started, as a build tool or a shell does', async () => {
  const note = join(folder, 'pid');
  const stop = new AbortController();
  const script = `trap '' TERM INT; (trap '' TERM INT; while :; do sleep 1; done) & echo $! > '${note}'; wait`;
  const ended = run('/bin/sh', ['-c', script], { signal: stop.signal });
  ended.catch(() => undefined);
  await eventually(() => existsSync(note) && readFileSync(note, 'utf8').trim() !== '');
  const grandchild = identify(Number(readFileSync(note, 'utf8')))!;
  stop.abort(new Error('called off'));
  await expect(ended).rejects.toThrow('called off');
  await eventually(() => !isAlive(grandchild));
});

test('what a program leaves running neither keeps its caller waiting nor stays', async () => {
  const { code, text } = await run('/bin/sh', ['-c', 'sleep 1000 & echo $!; exit 3']);
  expect(code).toBe(3);
  await eventually(() => identify(Number(text)) === null);
});

test('called off before it begins, nothing is started', async () => {
  await expect(run('/bin/false', [], { signal: AbortSignal.abort(new Error('called off')) })).rejects.toThrow('called off');
});

test('a program that is not installed is told by its name', async () => {
  await expect(run('no-such-program', [])).rejects.toThrow(new ProgramMissing('no-such-program is not installed'));
});
