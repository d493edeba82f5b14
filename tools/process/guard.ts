import { spawn } from 'node:child_process';

/** Waits for the end of its input, then ends group $1 with signal $2 and, $3 seconds later, with SIGKILL. */
const SCRIPT = `while read -r _; do :; done
kill -s "$2" -- "-$1"
while [ "$3" -gt 0 ] && kill -s 0 -- "-$1"; do sleep 1; set -- "$1" "$2" "$(($3 - 1))"; done
kill -s KILL -- "-$1"`;

/**
 * Ends the process group `groupId` when this process dies in whatever way, SIGKILL included: a small shell waits
 * for the end of a pipe that only this process holds open. Returns a function that calls the guard off, and settles when it has ended.
 */
export function guardGroup(groupId: number, signal: 'TERM' | 'INT' = 'TERM', graceSeconds = 10): () => Promise<void> {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'guard', String(groupId), signal, String(graceSeconds)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no guard, and the next start cleans up instead.
  const ended = new Promise<void>((resolve) => guard.once('error', () => resolve()).once('exit', () => resolve()));
  guard.stdin.on('error', () => undefined);
  guard.unref();
  return () => {
    guard.ref();
    guard.stdin.destroy();
    if (guard.pid !== undefined && guard.exitCode === null && guard.signalCode === null) killGroup(guard.pid, 'SIGKILL');
    return ended;
  };
}

/** Sends a signal to a whole process group; a group that is gone already is no error. */
export function killGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
