import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a benchmark's own, and everything that has to be ended before it goes. */
export interface Workspace {
  folder: string;
  /** Where Node's CPU profiles of our programs go; null when nobody asked for any. */
  profiles: string | null;
  /** A folder in it that any user may write into: PostgreSQL runs as another one where this is root. */
  shared(name: string): string;
  /** Calls `close` at the end, the last one first. */
  onClose(close: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** Makes the folder; it is removed by `close`, and when this process is told to stop. */
export function openWorkspace(name: string, profiles: string | null): Workspace {
  const folder = mkdtempSync(join(tmpdir(), `contraflow-bench-${name}-`));
  chmodSync(folder, 0o755);
  const closers: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | null = null;

  const closeAll = async () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    for (let close = closers.pop(); close; close = closers.pop()) {
      await close().catch((error: unknown) => console.error(`  while cleaning up: ${(error as Error).message}`));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const close = () => (closing ??= closeAll());
  const interrupted = () => {
    console.error('  interrupted: cleaning up');
    void close().then(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);

  return {
    folder,
    profiles,
    shared(inner) {
      const path = join(folder, inner);
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o777);
      return path;
    },
    onClose: (closer) => void closers.push(closer),
    close,
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
