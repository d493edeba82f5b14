import { COPY_TABLES } from '../write/tables.js';
import type { StoredPartition } from './list-partitions.js';

const DAY_MS = 86_400_000;
const ROW_TABLES = new Set<string>(COPY_TABLES.map(({ name }) => name));

/** For how many days rows and roll-ups are kept. */
export interface KeptDays {
  rows: number;
  rollUps: number;
}

/**
 * What goes because of its age: partitions of which every moment is older than it is kept. Those whose dropping was cut
 * off stand first; then rows before their roll-ups, so that sums are there as long as what they sum up.
 * @param now epoch milliseconds
 */
export function expiredPartitions(partitions: readonly StoredPartition[], now: number, kept: KeptDays): StoredPartition[] {
  const isOver = (days: number) => ({ leaving, to }: StoredPartition) => leaving === null && to <= now - days * DAY_MS;
  return [
    ...partitions.filter(({ leaving }) => leaving !== null),
    ...partitions.filter(isRows).filter(isOver(kept.rows)),
    ...partitions.filter((partition) => !isRows(partition)).filter(isOver(kept.rollUps)),
  ];
}

/**
 * What goes next to make room: what began to go, or else the oldest day of rows, in all tables. Never today's or later ones.
 * @param now epoch milliseconds
 */
export function oldestDay(partitions: readonly StoredPartition[], now: number): StoredPartition[] {
  const begun = partitions.filter(({ leaving }) => leaving !== null);
  if (begun.length > 0) return begun;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const past = partitions.filter((partition) => isRows(partition) && partition.to <= today);
  const oldest = Math.min(...past.map(({ from }) => from));
  return past.filter(({ from }) => from === oldest);
}

const isRows = ({ table }: StoredPartition) => ROW_TABLES.has(table);
