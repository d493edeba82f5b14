import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeEnding, type Ending } from '../process/daemon.ts';

/** What a start hands back: a process that runs. */
export interface Running {
  pid: number;
  exited: Promise<Ending>;
  lastLines(): string[];
  stop(): Promise<void>;
}

export interface KeepRunningOptions {
  name: string;
  /** Starts the process; `signal` is aborted when it is to be stopped again before it is ready. */
  start: (signal: AbortSignal) => Promise<Running>;
  say: (text: string) => void;
  /** While it answers true, the first failure is the last: not said and not tried again, but {@link Kept.failing} tells of it. */
  must?: () => boolean;
  /** First wait before it is started again; doubled each time up to `longestWaitMs`. */
  firstWaitMs?: number;
  longestWaitMs?: number;
  /** After running this long it counts as well, and the next wait is the first again. */
  wellAfterMs?: number;
}

/** A program that is started again whenever it ends by itself. */
export interface Kept {
  readonly name: string;
  /** Settles when the first start has succeeded. */
  readonly started: Promise<void>;
  /** Settles, with what went wrong, when it has failed three times in a row without being well in between, or once where it `must` run. */
  readonly failing: Promise<string>;
  /** Ends the process and waits for its place in the order: nothing is started after that. */
  stop(): Promise<void>;
  /** Ends the process; it is started again at once. */
  restart(): Promise<void>;
}

const FAILURES_IN_A_ROW = 3;

/** Starts a program and keeps it running, with growing waits between starts, until it is stopped. */
export function keepRunning(options: KeepRunningOptions): Kept {
  const { name, say, firstWaitMs = 500, longestWaitMs = 30_000, wellAfterMs = 30_000 } = options;
  const stopping = new AbortController();
  let current: Running | undefined;
  let restarting = false;
  let failures = 0;
  const started = Promise.withResolvers<void>();
  const failing = Promise.withResolvers<string>();
  // Whoever does not wait for the first start must not be ended by its failure.
  started.promise.catch(() => undefined);

  async function runOnce(): Promise<string> {
    try {
      current = await options.start(stopping.signal);
    } catch (error) {
      return `did not start: ${error instanceof Error ? error.message : String(error)}`;
    }
    started.resolve();
    // A stop that came during the start finds the process here.
    if (stopping.signal.aborted) await current.stop();
    return describe(await current.exited, current.lastLines());
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const began = Date.now();
      const reason = await runOnce();
      current = undefined;
      if (stopping.signal.aborted) break;
      if (restarting) {
        restarting = false;
        continue;
      }
      if (options.must?.()) {
        failing.resolve(`${name} ${reason}`);
        await once(stopping.signal, 'abort');
        break;
      }
      failures = Date.now() - began >= wellAfterMs ? 1 : failures + 1;
      if (failures === FAILURES_IN_A_ROW) failing.resolve(`${name} ${reason}`);
      const waitMs = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
      say(`${name} ${reason}\nIt is started again in ${waitMs / 1000} s.`);
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    started.reject(new Error(`${name} was stopped`));
  }

  const ended = loop();
  return {
    name,
    started: started.promise,
    failing: failing.promise,
    async stop() {
      stopping.abort(new Error(`${name} was stopped`));
      await current?.stop();
      await ended;
    },
    async restart() {
      if (!current) return;
      restarting = true;
      await current.stop();
    },
  };
}

function describe(ending: Ending, lines: string[]): string {
  const last = lines.slice(-5).map((line) => `  ${line.slice(0, 500)}`);
  return [`${describeEnding(ending)}.`, ...(last.length > 0 ? ['Its last lines:', ...last] : [])].join('\n');
}
