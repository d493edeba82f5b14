import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../kit/database.ts';

const POLL_MS = 20;
/** So long nothing may move before the run counts as failed. */
const SILENCE_MS = 120_000;

/** Waits until the positions of all sources whose names are LIKE `pattern` sum up to `wanted`. @returns that moment, epoch milliseconds */
export async function untilRecorded(database: Database, pattern: string, wanted: number): Promise<number> {
  let before = -1;
  let movedAt = Date.now();
  for (;;) {
    const sum = await positions(database, pattern);
    if (sum >= wanted) return Date.now();
    if (sum !== before) [before, movedAt] = [sum, Date.now()];
    if (Date.now() - movedAt > SILENCE_MS) throw new Error(`Recording stands still at ${before} of ${wanted}`);
    await sleep(POLL_MS);
  }
}

async function positions(database: Database, pattern: string): Promise<number> {
  try {
    const [row] = await database.query<{ sum: string }>('SELECT coalesce(sum(next), 0) AS sum FROM source_position WHERE source LIKE $1', [pattern]);
    return Number(row?.sum ?? 0);
  } catch (error) {
    // The server has not made its tables yet.
    if ((error as { code?: string }).code === '42P01') return 0;
    throw error;
  }
}

/** Makes sure that what was measured was the whole job: every row, and roll-ups that say the same. */
export async function checkRecorded(database: Database, table: 'kafka_record' | 'http_exchange', wanted: number): Promise<void> {
  const rollUp = table === 'kafka_record' ? 'sum(records) AS sum FROM kafka_minute' : 'sum(exchanges) AS sum FROM http_minute';
  const [rows] = await database.query<{ count: bigint }>(`SELECT count(*) FROM ${table}`);
  const [sums] = await database.query<{ sum: string }>(`SELECT ${rollUp}`);
  if (Number(rows?.count) === wanted && Number(sums?.sum) === wanted) return;
  throw new Error(`${wanted} were to be recorded; there are ${rows?.count} rows, and the roll-ups count ${sums?.sum}`);
}
