import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup } from '../process/guard.ts';
import { isAlive, type ProcessIdentity } from '../process/identity.ts';

/** A terminal sends a signal to all of its processes and npm passes it on, so one key press may arrive twice. */
const SAME_PRESS_MS = 1_000;
/** Everything stops in order in less, where nothing hangs. */
const ORDER_WITHIN_MS = 60_000;

/**
 * Calls `stop` at the first SIGINT, SIGTERM or SIGHUP, or when the process before us was killed; and `force` when
 * somebody insists with a second one, or order takes longer than a minute.
 */
export function onEnd(stop: (reason: Error) => void, force: () => void): void {
  let askedAt: number | undefined;
  const ask = (reason: string) => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      stop(new Error(reason));
      setTimeout(force, ORDER_WITHIN_MS).unref();
    } else if (Date.now() - askedAt > SAME_PRESS_MS) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(`${signal} received`));
  process.on('disconnect', () => ask('the parent process ended'));
}

/** Ends with SIGKILL whatever the notes in `folder` say that runs. */
export function killNoted(folder: string): void {
  for (const file of readdirSync(folder)) {
    try {
      const child = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProcessIdentity;
      if (isAlive(child)) killGroup(child.pid, 'SIGKILL');
    } catch {
      // Half a note, or one just taken back: its guard ends what it was about.
    }
  }
}
