import { userInfo } from 'node:os';
import { dirname } from 'node:path';

// Turns what the system refuses into words for the person at the terminal. Plain JavaScript: it runs before anything
// is installed.

/** What each of the system's refusals means and what helps; `path` is the file or folder that it was about. */
const MEANINGS = {
  ENOSPC: (path) => `There is no space left on the disk of ${path}. Free some (Contraflow needs 1 GB to start), or ${ANOTHER}`,
  EDQUOT: (path) => `Your quota on the disk of ${path} is used up. Free some space, or ${ANOTHER}`,
  EROFS: (path) => `${path} is on a disk that can only be read. Make it writable, or ${ANOTHER}`,
  EACCES: (path) => `The user ${userName()} may not use ${path}. Give the folder ${dirname(path)} to that user, start as the user who owns it, or ${ANOTHER}`,
  EMFILE: () => 'This terminal allows too few open files. Raise that with "ulimit -n 4096", then start again.',
  ENFILE: () => 'The machine has no open files left. End other programs, then start again.',
  EAGAIN: () => 'The machine starts no more processes for this user. Raise that with "ulimit -u", or end other programs, then start again.',
  ENOMEM: () => 'The machine has no memory left. Contraflow needs 2 GB; end other programs, then start again.',
};
MEANINGS.EPERM = MEANINGS.EACCES;

const ANOTHER = 'set CONTRAFLOW_DATA_DIR to a folder that is yours on another disk, or clone the repository to one.';

/**
 * One message that says what happened and what to do. Our own errors say so themselves; errors of the system are put
 * into words here.
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (!(error instanceof Error)) return String(error);
  const { code, path, syscall, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (syscall === undefined || code === undefined) return message;
  if (code === 'ENOENT' && syscall.startsWith('spawn')) return `The program ${path} is not installed, or not in the PATH (${message}).`;
  const meaning = MEANINGS[code];
  return meaning ? `${meaning(path ?? process.cwd())} (${message})` : message;
}

/** The name of the user whom this process runs as, or the number where there is no name. */
export function userName() {
  try {
    return userInfo().username;
  } catch {
    return `number ${process.getuid?.()}`;
  }
}
