import { accessSync, chmodSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { userName } from '../process/user-name.ts';

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
const ANOTHER = 'set CONTRAFLOW_DATA_DIR to a folder on another disk';

/**
 * Makes the folder where needed. A relative path starts at the repository.
 * @throws when the folder, or what an earlier start left there, is not ours to write, or its disk has less than 1 GB free
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
  try {
    for (const each of [path, folder.spool, folder.logs, folder.run]) makeFolder(each);
    // What was captured and logged is nobody else’s business; folders of an earlier release are closed too.
    for (const each of [folder.spool, folder.logs]) chmodSync(each, 0o700);
  } catch (error) {
    throw new Error(`The data folder ${path} cannot be made or used by ${userName()} (${(error as Error).message}). Mend that, or ${ANOTHER}.`, { cause: error });
  }
  checkRights(folder);
  checkSpace(path, freeBytes);
  return folder;
}

/** @throws when the disk of `path` has too little room to start */
export function checkSpace(path: string, freeBytes = bytesFree): void {
  const free = freeBytes(path);
  if (free >= NEEDED_BYTES) return;
  throw new Error(
    `Only ${Math.floor(free / 1024 ** 2)} MB are free on the disk of ${path}, and Contraflow needs 1 GB to start. ` +
      `Free some space, or ${ANOTHER}.`,
  );
}

/**
 * Node's own recursion hides why a folder cannot be made (it tells of a disk that can only be read as of a folder that is
 * not there), and below /proc it never ends.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return accessSync(`${path}/.`, constants.W_OK);
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** What somebody else's start made, another user's or root's, is not for this one. */
function checkRights(folder: DataFolder): void {
  const parts = Object.values(folder).filter((part) => existsSync(part));
  const closed = parts.find((part) => !mayUse(part));
  if (closed === undefined) return;
  throw new Error(
    `${closed} belongs to ${ownerOf(closed)} and may not be used by ${userName()}, as whom Contraflow was started. ` +
      'Start it as the user whose data it is, or set CONTRAFLOW_DATA_DIR to a folder of your own.',
  );
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EROFS') throw new Error(`${path} is on a disk that can only be read. Make it writable, or ${ANOTHER}.`, { cause: error });
    return false;
  }
}

function ownerOf(path: string): string {
  const { uid } = statSync(path);
  return uid === 0 ? 'root' : `the user number ${uid}`;
}

/** Bytes that are free on the disk of `path` for this user. */
export function bytesFree(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
