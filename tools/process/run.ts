import { spawn } from 'node:child_process';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Ends the program early; the promise then rejects. */
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
    const child = spawn(command, args, { cwd, env, uid, gid, signal, stdio: ['ignore', 'pipe', 'pipe'] });
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
    child.once('close', (code) => resolve({ code, text }));
  });
}
