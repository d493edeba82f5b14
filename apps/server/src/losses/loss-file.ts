import { stringify } from 'csv-stringify/sync';
import type { Pool } from 'pg';
import type { Loss, LossFilter } from '@contraflow/contract';
import { decodeLossCursor, readLosses, type LossCursor } from '@contraflow/store';
import { withoutFormulas } from '../ports/formula-guard.js';

const PAGE = 1_000;
/** Lines of one file; whoever has more narrows it to a source. */
const MOST_LINES = 100_000;
const COLUMNS = ['kind', 'recorded_at', 'source', 'label', 'position', 'dropped', 'bytes', 'since', 'until', 'reason'];

/** The list as CSV (RFC 4180), newest first, read a page at a time as fast as it is sent. */
export async function* lossFile(pool: Pool, filter: LossFilter, timeoutMs: number): AsyncGenerator<string> {
  yield csv([COLUMNS]);
  let before: LossCursor | null = null;
  for (let lines = 0; lines < MOST_LINES; lines += PAGE) {
    const page = await readLosses(pool, { ...filter, before, limit: PAGE }, timeoutMs);
    if (page.losses.length > 0) yield csv(page.losses.map(cellsOf));
    before = page.next === null ? null : decodeLossCursor(page.next);
    if (!before) return;
  }
  yield csv([['', '', '', '', '', '', '', '', '', `There are more than ${MOST_LINES} lines: choose one source.`]]);
}

const csv = (lines: string[][]) => stringify(lines, { quoted: true, quoted_empty: true, record_delimiter: 'windows' });

function cellsOf({ kind, at, source, label, position, dropped, bytes, since, until, reason }: Loss): string[] {
  return [kind, utc(at), text(source), text(label), position, dropped ?? '', String(bytes ?? ''), utc(since), utc(until), text(reason)];
}

const utc = (instant: number | null) => (instant === null ? '' : new Date(instant).toISOString());

/** One line, and nothing that a spreadsheet would take for a formula. */
const text = (value: string): string => withoutFormulas(value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
