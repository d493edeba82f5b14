import { spawn } from 'node:child_process';

/**
 * Ends the process group `groupId` when this process dies in whatever way, SIGKILL included: a small shell waits
 * for the end of a pipe that only this process holds open. Returns a function that calls the guard off.
 */
export function guardGroup(groupId: number, signal: 'TERM' | 'INT' = 'TERM', graceSeconds = 10): () => void {
  const script = 'cat >/dev/null; kill -s "$2" -- "-$1" && sleep "$3"; kill -s KILL -- "-$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(groupId), signal, String(graceSeconds)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    if (guard.pid !== undefined && guard.exitCode === null) killGroup(guard.pid, 'SIGKILL');
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
