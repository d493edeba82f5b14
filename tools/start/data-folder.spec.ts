import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openDataFolder } from './data-folder.ts';

const folder = temporaryFolder();

test('the folder and its parts are made', () => {
  const data = openDataFolder(join(folder, 'new'));
  for (const path of [data.logs, data.spool, data.run]) expect(existsSync(path)).toBe(true);
});

test('a full disk is named, with the variable that helps', () => {
  const full = () => 312 * 1024 ** 2;
  expect(() => openDataFolder(join(folder, 'full'), full)).toThrow(/Only 312 MB are free.*CONTRAFLOW_DATA_DIR/);
});

test('a folder that cannot be made is named, with the variable that helps', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => openDataFolder(join(folder, 'file'))).toThrow(/cannot be made or used by \w+ .*CONTRAFLOW_DATA_DIR/);
});
