import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SystemUser } from '../postgres-user.ts';
import { closedFolder } from './closed.ts';
import { reachableFolder } from './place.ts';

/**
 * Where a cluster that is asked for in `dataDir` has to lie so that `user` can reach it: there, or, where a folder above
 * is closed to that user, in a folder that is not, with a link to it in `dataDir`. A cluster that lies in the closed
 * folder already is moved. Who removes the link (or the data folder with it) begins anew; what it led to is removed then.
 * @returns the cluster's folder, which need not exist yet
 * @throws when the link leads nowhere
 */
export function reachableDataDir(dataDir: string, user: SystemUser | null, place = () => reachableFolder(user)): string {
  const linked = readLink(dataDir);
  if (linked !== null) {
    if (existsSync(dirname(linked))) return reachableDataDir(linked, user, place);
    throw new Error(
      `PostgreSQL's data of ${dataDir} should be in ${linked}, and there is nothing. Bring that folder back, or remove ${dataDir} to begin anew.`,
    );
  }
  if (closedFolder(dirname(dataDir), user) === null) return dataDir;
  const parent = join(place(), 'data');
  makeOpen(parent);
  removeForgotten(parent, dataDir);
  const own = join(parent, randomBytes(6).toString('hex'));
  makeOpen(own);
  const target = join(own, 'postgres');
  mkdirSync(dirname(dataDir), { recursive: true });
  // To another disk too, with owners and modes.
  if (existsSync(dataDir)) execFileSync('mv', [dataDir, target]);
  symlinkSync(target, dataDir);
  // Last, so that what was moved and not yet linked is never taken for forgotten.
  writeFileSync(join(own, 'belongs-to'), dataDir);
  return target;
}

function readLink(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : null;
  } catch {
    return null;
  }
}

function makeOpen(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

/** Clusters of this data folder to which no link leads any more. */
function removeForgotten(parent: string, dataDir: string): void {
  for (const name of readdirSync(parent)) {
    const note = join(parent, name, 'belongs-to');
    if (existsSync(note) && readFileSync(note, 'utf8') === dataDir) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
