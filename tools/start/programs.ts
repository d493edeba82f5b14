import { join } from 'node:path';
import { startKafka } from '../embedded/kafka.ts';
import { startPostgres } from '../embedded/postgres.ts';
import { repositoryRoot } from '../paths.ts';
import { startDaemon, type Daemon, type OnLine } from '../process/daemon.ts';
import type { DataFolder } from './data-folder.ts';
import type { Running } from './keep-running.ts';
import { openLogFile } from './log-file.ts';
import { forgetChild, noteChild } from './orphans.ts';
import type { Secrets } from './secrets.ts';
import { errorsOf } from './terminal-lines.ts';

const NODE_FLAGS = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
/** The sample's few requests need no room to be fast in. */
const LEAN_FLAGS: Record<string, string[]> = { shop: ['--max-semi-space-size=2'] };
/** Per partition: what is kept of a newcomer's trial must not fill the disk. */
const KAFKA_BOUNDS = { 'log.retention.bytes': 256 * 1024 ** 2, 'log.segment.bytes': 64 * 1024 ** 2 };

/** Ways to start each of our programs, with its log file and its note for the next start. */
export function programs(folder: DataFolder, say: (text: string) => void) {
  /** What every child has in common: a log file, and a note for as long as it runs. */
  function kept(name: string) {
    const log = openLogFile(join(folder.logs, `${name}.log`));
    return {
      log,
      onSpawn: (pid: number) => noteChild(folder.run, name, pid),
      async forgetting<T extends Running>(start: Promise<T>): Promise<T> {
        const forget = () => forgetChild(folder.run, name);
        try {
          const running = await start;
          void running.exited.then(forget);
          return running;
        } catch (error) {
          // Called off, or ended before it was ready.
          forget();
          throw error;
        }
      },
    };
  }

  return {
    /** One of our Node programs; `onLine` sees its log too. */
    node(name: string, script: string[], env: NodeJS.ProcessEnv, onLine?: OnLine): () => Promise<Daemon> {
      const { log, onSpawn, forgetting } = kept(name);
      const showErrors = errorsOf(name, log.path, say);
      return () => {
        const daemon = startDaemon({
          name,
          command: process.execPath,
          args: [...NODE_FLAGS, ...(LEAN_FLAGS[name] ?? []), ...script],
          cwd: repositoryRoot,
          env: { ...process.env, ...env },
          stopWithinMs: 15_000,
          onSpawn,
          onLine: (line, stream) => {
            log.write(line);
            showErrors(line, stream);
            onLine?.(line, stream);
          },
        });
        return forgetting(daemon);
      };
    },

    /** `onPlace` gets the folder of PostgreSQL's data when it is not the one asked for. */
    postgres(port: number, secrets: Secrets, onPlace: (folder: string) => void): (signal: AbortSignal) => Promise<Running> {
      const { log, onSpawn, forgetting } = kept('postgres');
      const options = { dataDir: folder.postgres, port, password: secrets.postgresPassword, onPlace };
      let passwordLost = secrets.fresh;
      return async (signal) => {
        const postgres = await forgetting(startPostgres({ ...options, passwordLost, signal, onSpawn, onLine: log.write }));
        passwordLost = false;
        return postgres;
      };
    },

    kafka(ports: { port: number; controllerPort: number }): (signal: AbortSignal) => Promise<Running> {
      const { log, onSpawn, forgetting } = kept('kafka');
      const options = { dataDir: folder.kafka, ...ports, properties: KAFKA_BOUNDS };
      return (signal) => forgetting(startKafka({ ...options, signal, onSpawn, onLine: log.write }));
    },
  };
}
