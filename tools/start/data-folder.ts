import { mkdirSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryRoot } from '../paths.ts';

/** Where `npm start` keeps what has to survive a restart. */
export interface DataFolder {
  path: string;
  postgres: string;
  kafka: string;
  spool: string;
  logs: string;
  /** One file a running child. */
  run: string;
  secrets: string;
  lock: string;
}

const NEEDED_BYTES = 1024 ** 3;

/**
 * Makes the folder where needed. A relative path starts at the repository.
 * @throws when the folder cannot be written or its disk has less than 1 GB free
 */
export function openDataFolder(setting: string, freeBytes = bytesFree): DataFolder {
  const path = resolve(repositoryRoot, setting);
  const inside = (name: string) => join(path, name);
  const folder: DataFolder = {
    path,
    postgres: inside('postgres'),
    kafka: inside('kafka'),
    spool: inside('spool'),
    logs: inside('logs'),
    run: inside('run'),
    secrets: inside('secrets.json'),
    lock: inside('lock.json'),
  };
  const another = 'set CONTRAFLOW_DATA_DIR to a folder on another disk';
  try {
    for (const each of [path, folder.spool, folder.logs, folder.run]) mkdirSync(each, { recursive: true });
  } catch (error) {
    throw new Error(`The data folder ${path} cannot be made (${(error as Error).message}). Mend that, or ${another}.`, { cause: error });
  }
  const free = freeBytes(path);
  if (free < NEEDED_BYTES) {
    throw new Error(
      `Only ${Math.floor(free / 1024 ** 2)} MB are free on the disk of ${path}, and Contraflow needs 1 GB to start. ` +
        `Free some space, or ${another}.`,
    );
  }
  return folder;
}

function bytesFree(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
