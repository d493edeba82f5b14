import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { findBrowser } from './find.ts';

const folder = temporaryFolder();
const program = (name: string) => {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
};

test('an installed Chromium is found on the path', () => {
  const path = program('chromium');
  expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(path);
});

test('BROWSER_PATH comes before what is on the path', () => {
  const other = program('my-browser');
  expect(findBrowser({ PATH: folder, BROWSER_PATH: other })).toBe(other);
});

test('what cannot be run is not a browser', () => {
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'empty', 'chromium'), '', { mode: 0o644 });
  expect(findBrowser({ PATH: join(folder, 'empty') })).toBeNull();
});
