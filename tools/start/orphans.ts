import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { killGroup } from '../process/guard.ts';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';

/** Notes that a child runs, so that the next start finds it if we die without ending it. */
export function noteChild(folder: string, name: string, pid: number): void {
  const identity = identify(pid);
  if (identity) writeFileSync(join(folder, `${name}.json`), JSON.stringify(identity));
}

/** Takes the note back once the child has ended. */
export function forgetChild(folder: string, name: string): void {
  rmSync(join(folder, `${name}.json`), { force: true });
}

/**
 * Ends what an earlier supervisor left running: in order within `withinMs`, then with SIGKILL. Only a process with
 * the noted number and the noted start time is touched. Returns the names of those that were ended; when `stop` is aborted they get SIGKILL
 * at once.
 */
export async function endOrphans(folder: string, stop: AbortSignal, withinMs = 15_000): Promise<string[]> {
  const orphans = readdirSync(folder)
    .map((file) => ({ name: file.replace(/\.json$/, ''), identity: readIdentity(join(folder, file)) }))
    .filter((orphan): orphan is { name: string; identity: ProcessIdentity } => orphan.identity !== null && isAlive(orphan.identity));
  for (const { name, identity } of orphans) signal(identity, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  const deadline = Date.now() + withinMs;
  const left = () => orphans.filter(({ identity }) => isAlive(identity));
  while (left().length > 0 && Date.now() < deadline && !stop.aborted) await sleep(100);
  for (const { identity } of left()) killGroup(identity.pid, 'SIGKILL');
  while (left().length > 0) await sleep(50);
  for (const file of readdirSync(folder)) rmSync(join(folder, file), { force: true });
  return orphans.map(({ name }) => name);
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(identity.pid, name);
  } catch {
    // It ended by itself just now.
  }
}

function readIdentity(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}
