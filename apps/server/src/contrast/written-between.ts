import type { DatabaseReading } from './observed-database.js';

/** What a database wrote between two readings. */
export interface WrittenBetween {
  rows: number;
  bytes: number;
}

/**
 * The difference of two readings; null when the counters went back: the statistics were
 * reset or the server crashed in between, and how much was written nobody knows.
 * Bytes are those of the write-ahead log; where it is not told, those by which the database grew.
 */
export function writtenBetween(before: DatabaseReading, now: DatabaseReading): WrittenBetween | null {
  if (now.rows < before.rows) return null;
  return { rows: Number(now.rows - before.rows), bytes: before.wal && now.wal ? walBetween(before.wal, now.wal) : Math.max(0, now.sizeBytes - before.sizeBytes) };
}

/** A process that is new, or whose number was given out again, has written all it tells since the reading before. */
function walBetween(before: Map<number, bigint>, now: Map<number, bigint>): number {
  let bytes = 0n;
  for (const [pid, written] of now) {
    const known = before.get(pid) ?? 0n;
    bytes += written >= known ? written - known : written;
  }
  return Number(bytes);
}
