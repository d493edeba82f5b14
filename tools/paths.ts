import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder, whether this file runs as it is or compiled, from another depth. */
export const repositoryRoot = folderWithLock(dirname(fileURLToPath(import.meta.url)));

/** Everything that can be had again and is shared by start, tests and benchmarks. */
export const cacheFolder = join(repositoryRoot, '.contraflow');

/** The same for this user, for a repository that may not be written. */
export const userCacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'contraflow');

function folderWithLock(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : folderWithLock(dirname(folder));
}
