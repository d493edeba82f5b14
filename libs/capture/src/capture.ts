import type { SpoolEntry } from './entry/captured-exchange.js';
import { droppedBodies } from './http/body-drops.js';
import { NotedServices } from './sender/noted-services.js';
import { Sender, type SenderState } from './sender/sender.js';
import { Spool, type SpoolStats } from './spool/spool.js';

/** What takes entries: a {@link Capture}, or whatever a test puts in its place. */
export interface EntrySink {
  /** Never waits and never throws; false when the entry was dropped (and counted). */
  append(entry: SpoolEntry): boolean;
  /** A service has more routes than are told apart: the health strip is told. */
  noteManyRoutes?(service: string): void;
}

/** The part of a logger that is used; pino's and Fastify's fit. */
export interface CaptureLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface CaptureOptions {
  /** The process that captures, such as `gateway`: 1 to 64 letters, digits, `.`, `_` or `-`. */
  name: string;
  /** Where the server is, such as `http://127.0.0.1:4400`. */
  url: string;
  /** A capture key, made in the dashboard. */
  apiKey: string;
  /** Folder of the spool; one process each. */
  spoolDir: string;
  /** Bound of the spool on disk, default 256 MiB. */
  spoolMaxBytes?: number;
  log?: CaptureLog;
}

/** Spool and sender together: what a process that captures holds. */
export interface Capture extends EntrySink {
  /** `bodies`: of this process, those that were to be kept and were not, by reason. */
  stats(): { spool: SpoolStats; sender: SenderState; bodies: Record<string, number> };
  /** Ships what it has for at most `withinMs` (default 3 s); the rest stays in the spool for the next start. */
  close(withinMs?: number): Promise<void>;
}

/**
 * Opens the spool and begins to ship it. Works without the server: then the spool holds.
 * @throws Error when the folder cannot be used, or another process has it
 */
export async function capture(options: CaptureOptions): Promise<Capture> {
  const { log } = options;
  const spool = await Spool.open({
    folder: options.spoolDir,
    ...(options.spoolMaxBytes === undefined ? {} : { maxBytes: options.spoolMaxBytes }),
    onProblem: (problem) => (problem ? log?.error({ problem }, 'The spool takes nothing') : log?.info({}, 'The spool is written again')),
  });
  const manyRoutes = new NotedServices();
  const sender = new Sender(spool, { name: options.name, url: options.url, apiKey: options.apiKey, manyRoutes: () => manyRoutes.names(Date.now()), onState: (state) => tell(log, state) });
  return {
    append: (entry) => spool.append(entry),
    noteManyRoutes: (service) => manyRoutes.note(service, Date.now()),
    stats: () => ({ spool: spool.stats(), sender: sender.state(), bodies: droppedBodies() }),
    async close(withinMs = 3_000) {
      await Promise.race([spool.flush(), new Promise((done) => setTimeout(done, withinMs).unref())]);
      await sender.close(withinMs);
      await spool.close();
    },
  };
}

function tell(log: CaptureLog | undefined, { state, detail, position }: SenderState): void {
  if (state === 'shipping') log?.info({ position }, 'Shipping to the server');
  else if (state === 'waiting') log?.warn({ detail, position }, 'Waiting for the server');
  else if (state === 'refused') log?.error({ detail, position }, 'The server refuses this sender');
}
