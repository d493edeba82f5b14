import type { CommitRow, SetAsideRow, SourceBatch } from '../batch.js';
import { setAside } from './set-aside.js';
import { COPY_TABLES } from './tables.js';

const DAY_MS = 86_400_000;
/** How far a sender's clock may be ahead of ours. */
const MAX_AHEAD_MS = DAY_MS;

/** A batch as it is to be stored. */
export interface SiftedBatch extends SourceBatch {
  /** Commits too old for a row of their own. They still say where their group stands. */
  oldCommits: CommitRow[];
}

/**
 * Sets rows aside whose time cannot be: senders have clocks, and a row a thousand years ahead
 * would want a partition of its own.
 * @param maxAgeDays rows older than this are set aside too
 */
export function sift(batches: SourceBatch[], now: number, maxAgeDays: number): SiftedBatch[] {
  const oldest = now - maxAgeDays * DAY_MS;
  const newest = now + MAX_AHEAD_MS;
  return batches.map((batch) => {
    const aside: SetAsideRow[] = [];
    const oldCommits: CommitRow[] = [];
    const rows = { ...batch.rows };
    for (const table of COPY_TABLES) {
      const instantOf = table.instantOf as (row: object) => number;
      const sensible = (row: object) => {
        const instant = instantOf(row);
        return instant >= oldest && instant <= newest;
      };
      const given: object[] = batch.rows[table.kind];
      if (given.every(sensible)) continue;
      Object.assign(rows, { [table.kind]: given.filter(sensible) });
      for (const row of given) {
        const instant = instantOf(row);
        if (sensible(row)) continue;
        // A group that is idle for months is no mistake: its last commit is the newest there is.
        if (table.kind === 'commits' && instant >= 0 && instant < oldest) oldCommits.push(row as CommitRow);
        else aside.push(setAside(table.kind, row as never, batch, describe(instant, now, maxAgeDays)));
      }
    }
    return { ...batch, rows: aside.length > 0 ? { ...rows, setAside: [...rows.setAside, ...aside] } : rows, oldCommits };
  });
}

function describe(instant: number, now: number, maxAgeDays: number): string {
  const time = Number.isFinite(instant) ? new Date(instant).toISOString() : String(instant);
  return instant > now
    ? `Its time, ${time}, is more than a day ahead: the sender's clock is wrong.`
    : `Its time, ${time}, is more than ${maxAgeDays} days ago: flows that old are not stored.`;
}
