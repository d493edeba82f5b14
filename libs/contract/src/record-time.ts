import type { Instant } from './time.js';

/**
 * The unit in which a record's own time was written. Kafka's are milliseconds (`message.timestamp` in its protocol);
 * producers that write others exist, and the size of the number tells which: from 1973 to the year 5138 the four do not overlap.
 */
export type TimestampUnit = 's' | 'ms' | 'us' | 'ns';

/** Lowest number that is taken for each unit, the year 1973, and milliseconds in one of it. */
const UNITS: readonly (readonly [from: number, unit: TimestampUnit, ms: number])[] = [
  [1e17, 'ns', 1e-6],
  [1e14, 'us', 1e-3],
  [1e11, 'ms', 1],
  [1e8, 's', 1e3],
];
/** Milliseconds before this moment of 1973 are taken for another unit, or for none. */
export const EARLIEST_TIME_MS = 1e11;
/** Clocks of producers and ours differ by some milliseconds; beyond a second one of them is wrong. */
export const CLOCK_TOLERANCE_MS = 1_000;
/** Kafka's NO_TIMESTAMP. */
const NO_TIMESTAMP = -1;

/** What a record's own time says. */
export interface RecordTime {
  /** The moment meant, in epoch milliseconds; null where there is none. */
  instant: Instant | null;
  /** Null where the number is no time in any unit; `none` is Kafka's -1, "no timestamp". */
  unit: TimestampUnit | 'none' | null;
}

/**
 * Reads a record's own time in the unit that its size tells.
 * @param raw as it lies in the log: a signed number of 64 bits
 */
export function recordTime(raw: number | bigint | string): RecordTime {
  const value = Number(raw);
  if (value === NO_TIMESTAMP) return { instant: null, unit: 'none' };
  const found = UNITS.find(([from]) => value >= from);
  return found ? { instant: value * found[2], unit: found[1] } : { instant: null, unit: null };
}

/**
 * A record's own time where ages may be counted from it: in milliseconds, as Kafka wants it, and not ahead of us.
 * @param raw as it lies in the log; a bigint only where it is beyond what a double holds exactly
 * @param observedAt when our tail had the record, epoch milliseconds
 * @returns epoch milliseconds, at most `observedAt` plus {@link CLOCK_TOLERANCE_MS}; null where no age can be told
 */
export function ageableTime(raw: number | bigint, observedAt: number): Instant | null {
  return typeof raw === 'number' && raw >= EARLIEST_TIME_MS && raw <= observedAt + CLOCK_TOLERANCE_MS ? raw : null;
}
