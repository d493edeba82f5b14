import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { exampleFile, gatherSettings, markdownTable, withTable, type GatheredSetting } from './gather.ts';

const read = (name: string) => readFileSync(join(repositoryRoot, name), 'utf8');
let settings: GatheredSetting[];
beforeAll(async () => {
  settings = await gatherSettings();
});

test('.env.example lists every setting and no other', () => {
  // After a change of a config.ts: npm run settings -- --write
  expect(read('.env.example')).toBe(exampleFile(settings));
});

test('the table in README.md lists every setting and no other', () => {
  const readme = read('README.md');
  expect(readme).toBe(withTable(readme, markdownTable(settings)));
});

test('no setting that holds a secret has a default', () => {
  const open = settings.filter((setting) => setting.secret && setting.default);
  expect(open.map(({ name }) => name)).toEqual([]);
});
