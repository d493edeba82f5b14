import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Everything that can be had again and is shared by start, tests and benchmarks. */
export const cacheFolder = join(repositoryRoot, '.contraflow');
