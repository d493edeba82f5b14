import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../tools/paths.ts';

const assets = join(repositoryRoot, 'apps/dashboard/dist/assets');
const textOf = (ending: string) => readdirSync(assets).filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(assets, name), 'utf8')).join('\n');
/** Mantine's own names of classes, which it derives from what they are for. */
const classesIn = (text: string) => new Set(text.match(/\bm_[\da-f]{6,8}\b/g));

test('every part of Mantine in the scripts has its styles, and most that are not are left out', () => {
  const all = classesIn(readFileSync(join(repositoryRoot, 'node_modules/@mantine/core/styles.css'), 'utf8'));
  const [used, styled] = [classesIn(textOf('.js')), classesIn(textOf('.css'))];
  expect([...used].filter((name) => all.has(name) && !styled.has(name))).toEqual([]);
  expect(used.size).toBeGreaterThan(50);
  expect(styled.size).toBeLessThan(all.size / 2);
});
