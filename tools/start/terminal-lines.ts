import type { OnLine } from '../process/daemon.ts';

const SHOWN_IN_A_WINDOW = 5;
const WINDOW_MS = 10_000;
/** pino's number for "error". */
const ERROR_LEVEL = 50;

/**
 * Shows a program's errors on the terminal, the rest is for its log file: JSON lines of level error or worse, and
 * whatever else it writes to standard error. At most five in ten seconds; more are counted.
 */
export function errorsOf(name: string, log: string, say: (text: string) => void): OnLine {
  let windowEnds = 0;
  let shown = 0;
  return (line, stream) => {
    const text = errorIn(line, stream);
    if (text === null) return;
    if (Date.now() > windowEnds) {
      if (shown > SHOWN_IN_A_WINDOW) say(`${name}: … and ${shown - SHOWN_IN_A_WINDOW} more errors, see ${log}`);
      windowEnds = Date.now() + WINDOW_MS;
      shown = 0;
    }
    if (++shown <= SHOWN_IN_A_WINDOW) say(`${name}: ${text.slice(0, 500)}`);
  };
}

function errorIn(line: string, stream: 'stdout' | 'stderr'): string | null {
  const entry = parseEntry(line);
  if (!entry) return stream === 'stderr' && line.trim() !== '' ? line : null;
  if (entry.level < ERROR_LEVEL) return null;
  const cause = entry.err?.message;
  return cause && !entry.msg?.includes(cause) ? `${entry.msg ?? 'error'}: ${cause}` : (entry.msg ?? line);
}

interface LogEntry {
  level: number;
  msg?: string;
  err?: { message?: string };
}

/** One line of pino's JSON log, or null when the line is something else. */
export function parseEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line) as Partial<LogEntry>;
    return typeof entry.level === 'number' ? (entry as LogEntry) : null;
  } catch {
    return null;
  }
}
