import type { ClientBase } from 'pg';
import { daySpan } from './write/partition-span.js';
import { COPY_TABLES } from './write/tables.js';

const DAY_MS = 86_400_000;
/** Pages that a summary is of: `pages_per_range` of our BRIN indexes. */
const RANGE_PAGES = 32;
/** The end of a table is still being filled: there each new row would change the summary. */
const END_PAGES = 256;
/** Shorter than Postgres' `deadlock_timeout`, after which an autovacuum that stands in the way would be cancelled. */
const LOCK_WAIT_MS = 200;
const LOCK_NOT_AVAILABLE = '55P03';

interface GrowingIndex {
  name: string;
  pages: number;
}

/**
 * Keeps the BRIN indexes of the days being recorded summarised: a range without a summary is read by every question. VACUUM
 * does it too, but seldom. One instance a server; several servers may do it at once.
 */
export class Summaries {
  /** The first page of each index that has not been asked for. */
  private readonly next = new Map<string, number>();

  /**
   * Summarises what has filled up since the last time, today and yesterday.
   * @param limit ranges to look at, of all indexes together; a range takes less than 0.1 ms, one that has its summary a tenth of that
   * @returns how many it looked at; with `limit`, there is more
   */
  async advance(client: ClientBase, now: number, limit: number): Promise<number> {
    const days = COPY_TABLES.flatMap(({ name }) => [daySpan(name, now - DAY_MS).name, daySpan(name, now).name]);
    const indexes = await growingIndexes(client, days);
    for (const name of this.next.keys()) if (!indexes.some((index) => index.name === name)) this.next.delete(name);
    let looked = 0;
    for (const { name, pages } of indexes) {
      const asked = this.next.get(name) ?? 0;
      // A partition that was dropped and made again is another one.
      const from = asked <= pages ? asked : 0;
      const full = Math.floor((pages - END_PAGES - from) / RANGE_PAGES);
      const ranges = Math.min(full, limit - looked);
      if (ranges <= 0) continue;
      const to = from + ranges * RANGE_PAGES;
      if (!(await summarise(client, name, from, to))) continue;
      this.next.set(name, to);
      looked += ranges;
    }
    return looked;
  }
}

/** The BRIN indexes of these tables, and how many pages their tables have. */
async function growingIndexes(client: ClientBase, tables: string[]): Promise<GrowingIndex[]> {
  const { rows } = await client.query<{ name: string; pages: string }>({
    name: 'growing indexes',
    text: `SELECT held.indexrelid::regclass::text AS name, pg_relation_size(held.indrelid) / current_setting('block_size')::int AS pages
      FROM unnest($1::text[]) AS asked(name) JOIN pg_index AS held ON held.indrelid = to_regclass(asked.name)
      JOIN pg_class AS class ON class.oid = held.indexrelid JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'brin'`,
    values: [tables],
  });
  return rows.map(({ name, pages }) => ({ name, pages: Number(pages) }));
}

/** @returns false where somebody else works on the table: a vacuum, or another server with the same */
async function summarise(client: ClientBase, index: string, from: number, to: number): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query('SELECT brin_summarize_range($1::regclass, page) FROM generate_series($2::bigint, $3::bigint, $4::bigint) AS page', [index, from, to - 1, RANGE_PAGES]);
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
