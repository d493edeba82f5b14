import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { agrees, checkPlace } from './install.mjs';

const folder = temporaryFolder();

const lock = {
  '': { version: '1.0.0' },
  'libs/contract': { version: '1.0.0' },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
};

test('what the lockfile says is installed, save for other platforms', () => {
  expect(agrees(lock, { 'node_modules/pg': { version: '8.0.0' } })).toBe(true);
});

test('another version is not what the lockfile says', () => {
  expect(agrees(lock, { 'node_modules/pg': { version: '8.0.1' } })).toBe(false);
});

test('a half-finished installation is not what the lockfile says', () => {
  expect(agrees(lock, {})).toBe(false);
});

const GB = 1024 ** 3;
beforeAll(() => writeFileSync(join(folder, 'file'), ''));

test('a folder that can be written, with room, is a place to install', () => {
  expect(() => checkPlace(folder, 3 * GB)).not.toThrow();
});

test.each([
  ['a colon, which divides the PATH', () => checkPlace(join(folder, 'a:b'), 3 * GB), /":" in its path.*Rename it/],
  ['too little room', () => checkPlace(folder, 300 * 1024 ** 2), /Only 300 MB are free.*needs 2 GB/],
  ['no right to write', () => checkPlace(join(folder, 'file'), 3 * GB), /may not write there.*Make it writable.*clone the repository/],
])('one with %s is not, and the message says what to do', (_what, check, words) => {
  expect(check).toThrow(words);
});
