import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../process/identity.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { takeLock } from './lock.ts';

const folder = temporaryFolder();

test('a second instance is told who runs and how to stop it', () => {
  const file = join(folder, 'held.json');
  const giveBack = takeLock(file, 'http://127.0.0.1:4400');
  expect(() => takeLock(file, 'http://127.0.0.1:4400')).toThrow(
    new RegExp(`process ${process.pid}, http://127.0.0.1:4400.*kill ${process.pid}.*CONTRAFLOW_DATA_DIR`),
  );
  giveBack();
});

test('a lock that was given back is free', () => {
  const file = join(folder, 'free.json');
  takeLock(file, 'first')();
  takeLock(file, 'second')();
  expect(existsSync(file)).toBe(false);
});

test('a lock whose holder died is taken over', () => {
  const file = join(folder, 'stale.json');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid, startedAt: '1', address: 'gone' }));
  takeLock(file, 'next')();
});

test('a lock whose number another process has got since is taken over', () => {
  const file = join(folder, 'reused.json');
  writeFileSync(file, JSON.stringify({ ...identify(process.ppid)!, startedAt: '1', address: 'gone' }));
  takeLock(file, 'next')();
});

test('half a lock is taken over', () => {
  const file = join(folder, 'half.json');
  writeFileSync(file, '{"pid":');
  takeLock(file, 'next')();
});

test('giving back leaves a lock alone that somebody else holds by now', () => {
  const file = join(folder, 'other.json');
  const giveBack = takeLock(file, 'first');
  writeFileSync(file, 'of somebody else');
  giveBack();
  expect(existsSync(file)).toBe(true);
});
