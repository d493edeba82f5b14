import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { fingerprintOfInputs } from './inputs.ts';
import { forgetBuilt, isBuiltFrom, noteBuilt } from './stamps.ts';

const folder = temporaryFolder();
const SHARED = ['.swcrc', 'nx.json', 'package-lock.json', 'prisma.config.ts', 'prisma/schema.prisma', 'tsconfig.base.json'];

/** A repository with one app and one library. */
function repository(): string {
  const root = join(folder, String(Math.random()));
  write(root, 'apps/server/src/main.ts', 'one');
  write(root, 'apps/server/dist/main.js', 'one');
  write(root, 'libs/store/src/index.ts', 'two');
  write(root, 'libs/store/dist/index.js', 'two');
  for (const name of SHARED) write(root, name, name);
  return root;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('the same sources have the same fingerprint wherever they lie, and what a build makes does not change it', () => {
  const root = repository();
  const before = fingerprintOfInputs(root);
  write(root, 'libs/store/src/generated/client.ts', 'made');
  write(root, 'apps/server/dist/other.js', 'made');
  write(root, 'apps/server/test/app.int.spec.ts', 'not built');
  expect(fingerprintOfInputs(root)).toBe(before);
  cpSync(root, `${root}-copy`, { recursive: true });
  expect(fingerprintOfInputs(`${root}-copy`)).toBe(before);
});

test.each<[string, (root: string) => void]>([
  ['changed', (root) => write(root, 'libs/store/src/index.ts', 'owt')],
  ['added', (root) => write(root, 'libs/store/src/more.ts', '')],
  ['removed', (root) => rmSync(join(root, 'apps/server/src/main.ts'))],
  ['renamed', (root) => renameSync(join(root, 'apps/server/src/main.ts'), join(root, 'apps/server/src/program.ts'))],
  ['changed beside the projects', (root) => write(root, 'prisma/schema.prisma', 'other')],
])('a source that is %s changes the fingerprint', (_, change) => {
  const root = repository();
  const before = fingerprintOfInputs(root);
  change(root);
  expect(fingerprintOfInputs(root)).not.toBe(before);
});

test('built is what has the stamp of these sources in all of its folders', () => {
  const root = repository();
  const projects = ['apps/server', 'libs/store'];
  expect(isBuiltFrom(root, projects, 'a')).toBe(false);
  noteBuilt(root, projects, 'a');
  expect(isBuiltFrom(root, projects, 'a')).toBe(true);
  expect(isBuiltFrom(root, projects, 'b')).toBe(false);
  rmSync(join(root, 'libs/store/dist'), { recursive: true });
  expect(isBuiltFrom(root, projects, 'a')).toBe(false);
  expect(isBuiltFrom(root, ['apps/server'], 'a')).toBe(true);
  forgetBuilt(root, ['apps/server']);
  expect(isBuiltFrom(root, ['apps/server'], 'a')).toBe(false);
});
