import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';

export interface LogFile {
  readonly path: string;
  write(line: string): void;
}

const BOUND_BYTES = 10 * 1024 ** 2;

/** A log of at most two files of `boundBytes`: when the first is full it becomes `<path>.1` and a new one begins. */
export function openLogFile(path: string, boundBytes = BOUND_BYTES): LogFile {
  let size = existsSync(path) ? statSync(path).size : 0;
  return {
    path,
    write(line) {
      try {
        if (size > boundBytes) {
          renameSync(path, `${path}.1`);
          size = 0;
        }
        appendFileSync(path, `${line}\n`, { mode: 0o600 });
        size += Buffer.byteLength(line) + 1;
      } catch {
        // A full disk must not take the supervisor down with it; the line is lost.
      }
    },
  };
}
