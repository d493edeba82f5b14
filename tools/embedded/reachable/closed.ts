import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SystemUser } from '../postgres-user.ts';

/** What a path may hold for PostgreSQL's programs, which hand their own paths to a shell. */
const PLAIN = /^[\w./@+~ -]+$/u;

/**
 * The first folder from `path` upwards that `user` may not enter, or null when there is none. Folders that do not exist
 * yet are left out.
 */
export function closedFolder(path: string, user: SystemUser | null): string | null {
  if (user === null) return null;
  if (!existsSync(path)) return closedFolder(dirname(path), user);
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if (!allows(folder, user, 1)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Whether `user` (null: this process) can reach and read the program at `path`, and a shell can name it. */
export function isReachable(path: string, user: SystemUser | null): boolean {
  if (!PLAIN.test(path) || !existsSync(path)) return false;
  return user === null || (closedFolder(dirname(path), user) === null && allows(path, user, 5));
}

/** @param bits of a mode, 4 to read and 1 to enter or run */
function allows(path: string, user: SystemUser, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const granted = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  return (granted & bits) === bits;
}
