import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { ensureProjectGraph } from './tools/lint/project-graph.mjs';

await ensureProjectGraph();

const everything = ['**/*.{ts,tsx,mts,mjs,js}'];
const specs = ['**/*.spec.{ts,tsx}', '{apps,libs}/*/test/**', 'apps/dashboard/e2e/**'];
const inBrowser = ['libs/contract/src/**', 'libs/measure/src/**', 'apps/dashboard/src/**'];

/** Who may import whom; imports run one way. */
const boundaries = {
  'libs:contract': [],
  'libs:measure': ['libs:contract'],
  'libs:store': ['libs:contract', 'libs:measure'],
  'libs:capture': ['libs:contract', 'libs:measure'],
  'apps:server': ['libs:contract', 'libs:measure', 'libs:store', 'libs:capture'],
  'apps:gateway': ['libs:contract', 'libs:measure', 'libs:capture'],
  'apps:shop': ['libs:contract', 'libs:measure', 'libs:capture'],
  'apps:dashboard': ['libs:contract', 'libs:measure'],
};

const enforceBoundaries = (...allow) => [
  'error',
  {
    allow,
    depConstraints: Object.entries(boundaries).map(([sourceTag, allowed]) => ({ sourceTag, onlyDependOnLibsWithTags: allowed })),
  },
];

/** The server's capabilities know one another only through `ports`; contrast and lab see both sides. */
const serverFolders = readdirSync('apps/server/src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'ports')
  .map((entry) => entry.name);
const capabilityZones = serverFolders
  .filter((name) => name !== 'contrast' && name !== 'lab')
  .map((name) => ({
    target: `./apps/server/src/${name}`,
    from: serverFolders.filter((other) => other !== name).map((other) => `./apps/server/src/${other}`),
    message: 'A capability imports no other; share it through apps/server/src/ports or a library.',
  }));

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.nx/', '.contraflow/', 'coverage/', 'libs/store/src/generated/']),
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: everything,
    plugins: { 'import-x': importX, '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.mts', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx', '.mts'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
          conditionNames: ['types', 'import', 'node', 'default'],
        }),
      ],
    },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { zones: capabilityZones }],
      '@nx/enforce-module-boundaries': enforceBoundaries(),
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(['process', 'console', 'URL', 'setInterval', 'clearInterval'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['apps/dashboard/public/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(['window', 'document', 'localStorage', 'matchMedia'].map((name) => [name, 'readonly'])),
    },
  },
  {
    // Rules that need types: only where a forgotten promise loses a record.
    files: ['{apps,libs}/*/src/**/*.{ts,tsx}', 'tools/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    // Node runs these files by leaving the types out, so there may be nothing in them that has to be compiled.
    files: ['tools/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      'no-restricted-syntax': [
        'error',
        ...['TSEnumDeclaration', 'TSParameterProperty', 'TSImportEqualsDeclaration', 'TSExportAssignment'].map((selector) => ({
          selector,
          message: 'Node cannot run this by leaving out the types.',
        })),
      ],
    },
  },
  {
    files: ['{apps,libs}/*/src/**/*.{ts,tsx}'],
    ignores: [...specs, '**/config.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' }],
      'no-restricted-imports': ['error', 'process', 'node:process'],
    },
  },
  {
    files: inBrowser,
    ignores: specs,
    rules: {
      'import-x/no-nodejs-modules': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@nestjs/*', '@prisma/*', 'prisma', 'kafkajs', '@platformatic/kafka', 'pg', 'pg-*', 'fastify', '@fastify/*', 'undici'],
              message: 'This code runs in a browser.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // Says only that the compiler skips a component; we do not use the compiler.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    files: specs,
    rules: {
      // Tests may start servers and browsers with what lies in tools.
      '@nx/enforce-module-boundaries': enforceBoundaries('^(\\.\\./)+tools/'),
      'no-restricted-properties': [
        'error',
        ...['test', 'it', 'describe'].flatMap((object) =>
          ['only', 'skip', 'todo'].map((property) => ({ object, property, message: 'Every test runs, always.' })),
        ),
      ],
    },
  },
);
