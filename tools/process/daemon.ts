import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { guardGroup, killGroup } from './guard.ts';

export type OnLine = (line: string, stream: 'stdout' | 'stderr') => void;

export interface DaemonOptions {
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Asks the process to end in order. */
  stopSignal?: 'SIGTERM' | 'SIGINT';
  /** How long an ordered end may take before SIGKILL. */
  stopWithinMs?: number;
  /** Called with every line of its output. */
  onLine?: OnLine;
  /** Called as soon as the process exists, long before it is ready. */
  onSpawn?: (pid: number) => void;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running process in a group of its own. */
export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<Ending>;
  /** The last lines it wrote, oldest first. */
  lastLines(): string[];
  /** Ends it in order, and with SIGKILL when that takes longer than the bound. */
  stop(): Promise<void>;
  /** Ends its whole group with SIGKILL at once. */
  kill(): Promise<void>;
}

const KEPT_LINES = 30;

/** Starts a process as leader of its own group, so that Ctrl-C in the terminal reaches only us and we end it in order. */
export function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    uid: options.uid,
    gid: options.gid,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${options.name} did not start: ${error.message}`)));
    child.once('spawn', () => resolve(watch(child, options)));
  });
}

function watch(child: ChildProcess, options: DaemonOptions): Daemon {
  const pid = child.pid!;
  options.onSpawn?.(pid);
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  const kept: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream]! }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      options.onLine?.(line, stream);
    });
  }
  const callOffGuard = guardGroup(pid, stopSignal === 'SIGINT' ? 'INT' : 'TERM');
  const exited: Daemon['exited'] = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // The leader is gone; whatever it left in its group goes with it.
      killGroup(pid, 'SIGKILL');
      void callOffGuard();
      resolve({ code, signal });
    });
  });
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    name: options.name,
    pid,
    exited,
    lastLines: () => [...kept],
    async stop() {
      if (running()) {
        child.kill(stopSignal);
        const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), options.stopWithinMs ?? 10_000);
        await exited;
        clearTimeout(timer);
      }
      await exited;
    },
    async kill() {
      if (running()) killGroup(pid, 'SIGKILL');
      await exited;
    },
  };
}

/** How a process ended, in words. */
export function describeEnding({ code, signal }: Ending): string {
  return signal ? `ended by ${signal}` : `ended with code ${code}`;
}

/**
 * Waits until `ready` settles. Rejects, with the last lines the process wrote, when the process ends first or
 * `withinMs` pass; when `stop` is aborted it ends the process in order and rejects with the reason.
 */
export async function untilReady(daemon: Daemon, ready: Promise<unknown>, withinMs: number, stop?: AbortSignal): Promise<void> {
  const over = new AbortController();
  const late = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`was not ready within ${withinMs / 1000} s`), withinMs);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const ended = daemon.exited.then((ending) => `${describeEnding(ending)} before it was ready`);
  const aborted = new Promise<'aborted'>((resolve) => {
    if (stop?.aborted) resolve('aborted');
    stop?.addEventListener('abort', () => resolve('aborted'), { signal: over.signal });
  });
  const failure = await Promise.race([ready.then(() => undefined), late, ended, aborted]);
  over.abort();
  if (failure === undefined) return;
  if (failure === 'aborted') {
    await daemon.stop();
    stop!.throwIfAborted();
  }
  await daemon.kill();
  throw new Error(`${daemon.name} ${failure}. Its last lines:\n${daemon.lastLines().join('\n')}`);
}
