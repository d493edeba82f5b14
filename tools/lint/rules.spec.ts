import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';

const server = 'apps/server/src';
const inServer = (folder: string) =>
  readdirSync(join(repositoryRoot, server, folder)).find((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))!.replace(/ts$/, 'js');
const use = (from: string) => `import { thing } from '${from}';\nexport const used = thing;\n`;
const longFile = (lines: number) => 'export {};\n'.repeat(lines);

const cases: [rule: string | null, what: string, path: string, code: string][] = [
  ['@nx/enforce-module-boundaries', 'contract imports a library of ours', 'libs/contract/src/x.ts', use('@contraflow/measure')],
  ['@nx/enforce-module-boundaries', 'measure imports store', 'libs/measure/src/x.ts', use('@contraflow/store')],
  ['@nx/enforce-module-boundaries', 'store imports capture', 'libs/store/src/x.ts', use('@contraflow/capture')],
  ['@nx/enforce-module-boundaries', 'the dashboard imports store', 'apps/dashboard/src/x.ts', use('@contraflow/store')],
  ['@nx/enforce-module-boundaries', 'the gateway imports store', 'apps/gateway/src/x.ts', use('@contraflow/store')],
  ['@nx/enforce-module-boundaries', 'a library is reached past its index', 'libs/store/src/x.ts', use('../../contract/src/time.js')],
  [null, 'store imports contract', 'libs/store/src/x.ts', use('@contraflow/contract')],
  [null, 'the gateway imports capture', 'apps/gateway/src/x.ts', use('@contraflow/capture')],
  ['import-x/no-cycle', 'two files import each other', 'libs/contract/src/time.ts', use('./index.js')],
  ['import-x/no-restricted-paths', 'a capability imports another', `${server}/live/x.ts`, use(`../auth/${inServer('auth')}`)],
  [null, 'a capability imports a port', `${server}/live/x.ts`, use(`../ports/${inServer('ports')}`)],
  [null, 'contrast imports another capability', `${server}/contrast/x.ts`, use(`../auth/${inServer('auth')}`)],
  ['no-restricted-properties', 'a service reads the environment', `${server}/live/x.ts`, 'export const port = process.env.PORT;\n'],
  ['no-restricted-imports', 'a service reads the environment by import', `${server}/live/x.ts`, "import { env } from 'node:process';\nexport const port = env.PORT;\n"],
  [null, 'config.ts reads the environment', `${server}/config.ts`, 'export const port = process.env.PORT;\n'],
  ['import-x/no-nodejs-modules', 'contract imports a part of Node', 'libs/contract/src/x.ts', use('node:fs')],
  ['import-x/no-nodejs-modules', 'the dashboard imports a part of Node', 'apps/dashboard/src/x.ts', use('fs')],
  ['no-restricted-imports', 'contract imports kafkajs', 'libs/contract/src/x.ts', use('kafkajs')],
  ['no-restricted-imports', 'measure imports Nest', 'libs/measure/src/x.ts', use('@nestjs/common')],
  ['no-restricted-imports', 'measure imports Prisma', 'libs/measure/src/x.ts', use('@prisma/client')],
  ['max-lines', 'a file has 401 lines', 'libs/measure/src/x.ts', longFile(401)],
  [null, 'a file has 400 lines', 'libs/measure/src/x.ts', longFile(400).trimEnd()],
  ['no-restricted-properties', 'a test is skipped', 'libs/measure/src/x.spec.ts', "test.skip('later', () => undefined);\n"],
  ['react-hooks/rules-of-hooks', 'a hook is called conditionally', 'apps/dashboard/src/x.tsx', "import { useState } from 'react';\nexport function Part(props: { on: boolean }) {\n  if (props.on) useState(1);\n  return null;\n}\n"],
];

let broken: string[][];
beforeAll(() => {
  const input = JSON.stringify(cases.map(([, , path, code]) => ({ path, code })));
  const program = join(repositoryRoot, 'tools/lint/lint-snippets.mjs');
  broken = JSON.parse(execFileSync(process.execPath, [program], { cwd: repositoryRoot, input, encoding: 'utf8' })) as string[][];
}, 60_000);

test.each(cases.map(([rule, what], index) => ({ rule, index, title: `${what}: ${rule ?? 'allowed'}` })))('$title', ({ rule, index }) => {
  if (rule) expect(broken[index]).toContain(rule);
  else expect(broken[index]).toEqual([]);
});
