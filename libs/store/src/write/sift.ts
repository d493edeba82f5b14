import type { BatchRows, SetAsideRow, SourceBatch } from '../batch.js';
import { setAside } from './set-aside.js';
import { COPY_TABLES, type CopyKind } from './tables.js';

const DAY_MS = 86_400_000;
/** How far a sender's clock may be ahead of ours. */
const MAX_AHEAD_MS = DAY_MS;

/**
 * Sets rows aside whose time cannot be: senders have clocks, and a row a thousand years ahead
 * would want a partition of its own. The batches come back as they are to be stored.
 * @param keptDays rows older than this would be dropped with their partition at once
 */
export function sift(batches: SourceBatch[], now: number, keptDays: number): SourceBatch[] {
  const oldest = now - keptDays * DAY_MS;
  const newest = now + MAX_AHEAD_MS;
  return batches.map((batch) => {
    const aside: SetAsideRow[] = [];
    const rows = { ...batch.rows };
    for (const table of COPY_TABLES) {
      const instantOf = table.instantOf as (row: object) => number;
      const sensible = (row: object) => instantOf(row) >= oldest && instantOf(row) <= newest;
      const given: object[] = batch.rows[table.kind];
      if (given.every(sensible)) continue;
      replace(rows, table.kind, given.filter(sensible));
      for (const row of given) {
        if (!sensible(row)) aside.push(setAside(table.kind, row as never, batch, describe(instantOf(row), now, keptDays)));
      }
    }
    if (aside.length === 0) return batch;
    return { ...batch, rows: { ...rows, setAside: [...rows.setAside, ...aside] } };
  });
}

function replace(rows: BatchRows, kind: CopyKind, kept: object[]): void {
  Object.assign(rows, { [kind]: kept });
}

function describe(instant: number, now: number, keptDays: number): string {
  const time = Number.isFinite(instant) ? new Date(instant).toISOString() : String(instant);
  return instant > now
    ? `Its time, ${time}, is more than a day ahead: the sender's clock is wrong.`
    : `Its time, ${time}, is older than the ${keptDays} days that rows are kept.`;
}
