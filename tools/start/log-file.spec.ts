import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openLogFile } from './log-file.ts';

const folder = temporaryFolder();

test('a log keeps its newest lines and stays within its bound', () => {
  const path = join(folder, 'bounded.log');
  const log = openLogFile(path, 1_000);
  for (let number = 0; number < 500; number++) log.write(`line ${number}`);
  expect(statSync(path).size).toBeLessThan(1_100);
  expect(statSync(`${path}.1`).size).toBeLessThan(1_100);
  expect(readFileSync(path, 'utf8')).toContain('line 499\n');
});

test('a log goes on where an earlier start ended', () => {
  const path = join(folder, 'resumed.log');
  openLogFile(path).write('before');
  openLogFile(path).write('after');
  expect(readFileSync(path, 'utf8')).toBe('before\nafter\n');
});

test('a log that cannot be written does not throw', () => {
  openLogFile(join(folder, 'missing', 'folder.log')).write('lost');
});
