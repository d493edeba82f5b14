import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';

/** What the lock file says of the instance that holds it. */
interface Holder extends ProcessIdentity {
  address: string;
}

/**
 * Makes this process the only one that works on a data folder. A lock whose holder is dead is taken over.
 * @param address where the instance is reached, to tell whoever comes second
 * @returns a function that gives the lock back
 * @throws when another instance holds the lock
 */
export function takeLock(file: string, address: string): () => void {
  const mine = JSON.stringify({ ...identify(process.pid)!, address } satisfies Holder);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    // A link appears whole or not at all, so nobody ever reads half a lock.
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(draft, file);
        return () => giveBack(file, mine);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP') throw notADiskForUs(file, error);
        if (code !== 'EEXIST') throw error;
      }
      removeStale(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Error(`The lock ${file} could not be taken: other instances keep starting. Try again.`);
}

/** The lock that this process took before another program took its place; its number and start are the same. */
export function takeOverLock(file: string): () => void {
  const mine = read(file);
  const holder = parse(mine);
  return () => {
    if (holder?.pid === process.pid) giveBack(file, mine);
  };
}

function removeStale(file: string): void {
  const content = read(file);
  const holder = parse(content);
  if (holder && isAlive(holder)) {
    throw new Error(
      `Contraflow already runs on this data folder: process ${holder.pid}, ${holder.address}. ` +
        `Stop it with Ctrl-C in its terminal or "kill ${holder.pid}", ` +
        'or give this one its own CONTRAFLOW_DATA_DIR and its own ports.',
    );
  }
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    // Somebody else may have taken over between our look and our move; then it is theirs.
    if (read(aside) !== content) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function notADiskForUs(file: string, cause: unknown): Error {
  return new Error(
    `The disk of ${file} knows no links, as FAT and some shared folders do; PostgreSQL and Kafka cannot keep their data there. ` +
      'Set CONTRAFLOW_DATA_DIR to a folder on a disk of this machine (ext4, xfs, btrfs and the like).',
    { cause },
  );
}

function giveBack(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parse(content: string): Holder | null {
  try {
    return JSON.parse(content) as Holder;
  } catch {
    return null;
  }
}
