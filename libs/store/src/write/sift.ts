import type { CommitRow, DropRow, SetAsideRow, SourceBatch } from '../batch.js';
import { setAside } from './set-aside.js';
import { COPY_TABLES } from './tables.js';

const DAY_MS = 86_400_000;
/** How far a sender's clock may be ahead of ours. */
const MAX_AHEAD_MS = DAY_MS;
/** Of JavaScript's dates. */
const LAST_MOMENT = 8.64e15;

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
    const whole = batch.rows.drops.filter(isSensibleDrop(newest));
    if (whole.length < batch.rows.drops.length) {
      const strange = batch.rows.drops.filter((drop) => !whole.includes(drop));
      rows.drops = whole;
      aside.push(...strange.map((drop) => setAside('drops', drop, batch, `Its times, ${timeText(drop.since)} and ${timeText(drop.until)}, cannot be: the sender's clock is wrong.`)));
    }
    return { ...batch, rows: aside.length > 0 ? { ...rows, setAside: [...rows.setAside, ...aside] } : rows, oldCommits };
  });
}

function describe(instant: number, now: number, maxAgeDays: number): string {
  const time = timeText(instant);
  return instant > now
    ? `Its time, ${time}, is more than a day ahead: the sender's clock is wrong.`
    : `Its time, ${time}, is more than ${maxAgeDays} days ago: flows that old are not stored.`;
}

/** Losses are kept longer than rows and have no partitions, so only what cannot be a time of theirs is refused. */
function isSensibleDrop(newest: number): (drop: DropRow) => boolean {
  return ({ since, until, dropped }) => since >= 0 && until >= 0 && since <= newest && until <= newest && Number.isSafeInteger(dropped);
}

/** A moment in words, also one that no date can be. */
function timeText(instant: number): string {
  return Math.abs(instant) <= LAST_MOMENT ? new Date(instant).toISOString() : String(instant);
}
