import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

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
  if (process.getuid?.() !== 0) return checkName();
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

/** How to start a program of PostgreSQL as `user`: from a folder that everybody may enter, unlike perhaps ours. */
export const startAs = (user: SystemUser | null) => ({ cwd: '/', ...(user && { uid: user.uid, gid: user.gid }) });

/** PostgreSQL asks the system for its user's name, as happens with numbers that containers make up. */
function checkName(): null {
  try {
    userInfo();
    return null;
  } catch (error) {
    throw new Error(
      `PostgreSQL cannot run as the user number ${process.getuid?.()}, who has no name on this machine. ` +
        'Start Contraflow as a user of /etc/passwd, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

function lookUp(name: string): SystemUser | null {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
