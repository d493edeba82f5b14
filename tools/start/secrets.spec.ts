import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { loadSecrets, randomPassword } from './secrets.ts';

const folder = temporaryFolder();

test('secrets are made once, for the owner only', () => {
  const file = join(folder, 'once.json');
  const first = loadSecrets(file);
  expect(first.fresh).toBe(true);
  expect(loadSecrets(file)).toEqual({ ...first, fresh: false });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that cannot be read is replaced, and said to be fresh', () => {
  const file = join(folder, 'broken.json');
  writeFileSync(file, '{"captureKey":');
  expect(loadSecrets(file).fresh).toBe(true);
});

test('passwords are typeable and differ', () => {
  const [one, two] = [randomPassword(), randomPassword()];
  expect(one).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  expect(one).not.toBe(two);
});
