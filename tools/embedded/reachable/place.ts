import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userCacheFolder } from '../../paths.ts';
import { userName } from '../../process/user-name.ts';
import type { SystemUser } from '../postgres-user.ts';
import { closedFolder } from './closed.ts';

/**
 * A folder for what another user has to reach: `/var/lib/contraflow` where we are root, else one in our own cache or the
 * system's folder for temporary files. It is ours, and nobody else can write there.
 * @param user who has to reach it, or null for ourselves
 * @throws naming what was tried
 */
export function reachableFolder(user: SystemUser | null, candidates = candidatesFor(user)): string {
  const reasons: string[] = [];
  for (const folder of candidates) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      // What a mask took away; a folder of somebody else is not ours to change, and throws.
      chmodSync(folder, 0o755);
      const { uid } = lstatSync(folder);
      const closed = closedFolder(folder, user);
      if (lstatSync(folder).isSymbolicLink() || uid !== process.getuid?.()) reasons.push(`${folder} belongs to somebody else`);
      else if (closed) reasons.push(`${user?.name} may not enter ${closed}`);
      else return folder;
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(
    `PostgreSQL runs as the user ${user?.name ?? userName()}, and no place was found that this user can reach: ${reasons.join('; ')}. ` +
      'Start Contraflow as an ordinary user, in a folder of that user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function candidatesFor(user: SystemUser | null): string[] {
  if (user !== null) return ['/var/lib/contraflow', '/var/tmp/contraflow', join(tmpdir(), 'contraflow')];
  const own = `contraflow-${process.getuid?.()}`;
  return [userCacheFolder, join('/var/tmp', own), join(tmpdir(), own)];
}
