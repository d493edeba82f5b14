import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const heldHere = new Set<string>();

interface Holder {
  pid: number;
  /** Clock ticks from boot to the process's start, where the system tells them: a pid is used again. */
  startedAt: string | null;
}

/**
 * Makes this process the only writer in a folder; what a dead process left behind is taken over.
 * @returns gives the folder free
 * @throws Error naming the process that holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = resolve(folder, 'lock');
  if (heldHere.has(path)) throw new Error(taken(folder, process.pid));
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Holder), { mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        // A link appears whole or not at all, and only where none is.
        await link(mine, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 5) throw error;
        const holder = await readHolder(path);
        if (holder && isAlive(holder)) throw new Error(taken(folder, holder.pid), { cause: error });
        await rm(path, { force: true });
      }
    }
  } finally {
    await rm(mine, { force: true });
  }
  heldHere.add(path);
  return async () => {
    await rm(path, { force: true });
    heldHere.delete(path);
  };
}

const taken = (folder: string, pid: number) => `The spool folder ${folder} is in use by process ${pid}: give each capturing process a folder of its own.`;

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  // Our own pid in a lock that we do not hold: an earlier life of this container.
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.startedAt === null || holder.startedAt === startOf(holder.pid);
}

/** Field 22 of /proc/PID/stat; null where there is no such file. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
