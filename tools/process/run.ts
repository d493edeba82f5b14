import { spawn } from 'node:child_process';
import { guardGroup, killGroup } from './guard.ts';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Ends the program, with all that it started, early; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with every piece of output. */
  onText?: (text: string) => void;
}

/** Raised when a program is not installed. */
export class ProgramMissing extends Error {
  override name = 'ProgramMissing';
}

const KEPT_CHARACTERS = 65_536;

/**
 * Runs a program to its end. Resolves with its exit code (null when a signal ended it) and the last 64 KB of what it
 * wrote; rejects with {@link ProgramMissing} when there is no such program.
 */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<{ code: number | null; text: string }> {
  const { cwd, env = process.env, uid, gid, signal, onText } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A group of its own: build tools and shells start others, who would outlive them.
    const child = spawn(command, args, { cwd, env, uid, gid, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    const callOffGuard = pid === undefined ? () => Promise.resolve() : guardGroup(pid);
    let guardEnded = Promise.resolve();
    const end = () => pid !== undefined && killGroup(pid, 'SIGKILL');
    signal?.addEventListener('abort', end, { once: true });
    let text = '';
    const collect = (chunk: Buffer) => {
      const piece = chunk.toString();
      text = (text + piece).slice(-KEPT_CHARACTERS);
      onText?.(piece);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new ProgramMissing(`${command} is not installed`) : error);
    });
    child.once('exit', () => {
      // What it left running would keep its output open, and us waiting.
      end();
      guardEnded = callOffGuard();
    });
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      void guardEnded.then(() => (signal?.aborted ? reject(signal.reason as Error) : resolve({ code, text })));
    });
  });
}
