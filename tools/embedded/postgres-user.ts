import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root. Returns the user to run it as, making a system user `postgres` where there is
 * none, or null when this process is not root and no change of user is needed.
 */
export function postgresUser(): SystemUser | null {
  if (userInfo().uid !== 0) return null;
  const known = lookUp('postgres');
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    // Falls through to the user that every system has.
  }
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user) return user;
  throw new Error(
    'PostgreSQL does not run as root and no other user could be found or made. ' +
      'Run this as an ordinary user, or make one with "useradd --system postgres".',
  );
}

/**
 * How to run `program` as `user`, who has to reach `paths`. Where a folder above them is closed to him (a clone
 * under root's home, say) he is given the one right to pass it; we are root, so it is ours to give.
 */
export function commandAs(user: SystemUser | null, program: string, args: string[], paths: string[]) {
  if (user === null) return { command: program, args };
  const closed = [program, ...paths].map((path) => closedFolder(dirname(path), user)).find((folder) => folder !== null);
  if (closed === undefined) return { command: program, args, uid: user.uid, gid: user.gid };
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error(
      `PostgreSQL does not run as root, and the user ${user.name} may not enter ${closed}. ` +
        `Allow it with "chmod o+x ${closed}", or move this folder to a place that everybody may enter.`,
    );
  }
  const capability = '+dac_read_search';
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return {
    command: 'setpriv',
    args: [...identity, `--inh-caps=${capability}`, `--ambient-caps=${capability}`, program, ...args],
  };
}

/** The first folder from `path` upwards that `user` may not enter. */
function closedFolder(path: string, user: SystemUser): string | null {
  const { mode, uid, gid } = statSync(path);
  const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  if ((bits & 1) === 0) return path;
  return dirname(path) === path ? null : closedFolder(dirname(path), user);
}

function lookUp(name: string): SystemUser | null {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
