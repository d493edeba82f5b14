import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';

/** The library's folder: what `npm pack` is run in. */
export const captureFolder = join(repositoryRoot, 'libs/capture');
/** Where the package is made, beside what the repository's own programs run. */
export const packageFolder = join(captureFolder, 'dist/package');
/** Where the library's own manifest waits while that of the package stands in its place. */
export const monorepoManifest = join(captureFolder, 'dist/package.monorepo.json');

/** What can be imported: the names behind `@contraflow/capture`. Each is a source in `src/package`. */
export const ENTRIES = ['index', 'express', 'fastify', 'nest', 'kafkajs'];

/** What services bring along, each only where its entry is used. */
const PEERS = { express: '>=4.18', fastify: '>=4', '@nestjs/common': '>=10', kafkajs: '^2.2.0', '@types/node': '>=20' };

/** The manifest of the package: compiled code and types in `dist/package`, nothing that has to be installed with it. */
export function packageManifest(): Record<string, unknown> {
  const { name, version, license } = JSON.parse(readFileSync(join(captureFolder, 'package.json'), 'utf8')) as Record<string, string>;
  const { repository } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  return {
    name,
    version,
    description: 'Records what a service answers over REST, and what it sends to Kafka, for Contraflow.',
    license,
    ...(repository ? { repository } : {}),
    type: 'module',
    engines: { node: '>=20.19' },
    exports: Object.fromEntries(
      ENTRIES.map((entry) => [entry === 'index' ? '.' : `./${entry}`, { types: `./dist/package/types/capture/src/package/${entry}.d.ts`, default: `./dist/package/${entry}.js` }]),
    ),
    files: ['dist/package'],
    sideEffects: false,
    peerDependencies: PEERS,
    peerDependenciesMeta: Object.fromEntries(Object.keys(PEERS).map((peer) => [peer, { optional: true }])),
  };
}
