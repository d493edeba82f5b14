import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { defaultStorageBound } from './storage-bound.ts';

const folder = temporaryFolder();
const GB = 1024 ** 3;
const MB = 1024 ** 2;

test.each([
  [500 * GB, 10 * GB],
  [50 * GB, 10 * GB],
  [49 * GB, 9.8 * GB],
  [20 * GB, 4 * GB],
  [1 * GB, 0.2 * GB],
])('with %d bytes free a new database may take %d', (free, bound) => {
  expect(defaultStorageBound(join(folder, 'none-yet'), free)).toBe(Math.floor(bound));
});

test('what the database takes already does not make its bound smaller', () => {
  const dataDir = join(folder, 'postgres');
  mkdirSync(join(dataDir, 'base/1'), { recursive: true });
  for (const file of ['base/1/a', 'base/1/b', 'c']) writeFileSync(join(dataDir, file), Buffer.alloc(2 * MB, 1));
  const bound = defaultStorageBound(dataDir, 20 * GB - 6 * MB);
  expect(bound).toBeGreaterThanOrEqual(4 * GB);
  expect(bound).toBeLessThan(4 * GB + MB);
});
