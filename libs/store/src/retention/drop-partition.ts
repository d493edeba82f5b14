import { DatabaseError, type ClientBase } from 'pg';
import { LEAVING, lockPartitions } from '../write/leaving.js';
import type { DropReason, StoredPartition } from './list-partitions.js';

/** So long dropping waits for questions that read the partition; the next call goes on. */
const WAIT_MS = 20_000;
/** Going on waits for every older question, and meanwhile no partition can be made for the table: so not for long. */
const FINALIZE_MS = 5_000;
const QUERY_CANCELED = '57014';

export interface DropOptions {
  /** What the dropping began for counts, where it began before. */
  reason: DropReason;
  /** For people, where the reason is `room`. */
  why: string;
  /** Most milliseconds to wait for questions that read the partition now. */
  waitMs?: number;
}

/** What became of it: `rows` is null where nobody counted, because of their age. */
export interface Dropped {
  /** False where rows arrived for it meanwhile, so that a writer took it back. */
  isGone: boolean;
  rows: number | null;
}

/** Questions read the partition still. Nobody finds its rows any more, and the next call goes on. */
export class PartitionInUse extends Error {
  constructor(name: string) {
    super(`${name} is still being read`);
    this.name = 'PartitionInUse';
  }
}

/**
 * Drops a partition without a lock that writers or readers of the others would wait for: it is detached first, which
 * waits for questions that read it now. Cut off in the middle, it is gone on with by the next call.
 * Must not be called inside a transaction, and by one caller at a time ({@link aloneInDropping}).
 * @throws PartitionInUse where the wait was over first
 */
export async function dropPartition(client: ClientBase, partition: StoredPartition, options: DropOptions): Promise<Dropped> {
  const reason = partition.reason ?? options.reason;
  if (partition.leaving !== 'detached') await detach(client, partition, reason, options.waitMs ?? WAIT_MS);
  await client.query('BEGIN');
  try {
    const rows = reason === 'room' ? await countRows(client, partition) : null;
    // Counted before the lock: makers of partitions, and so recording, would wait for the counting.
    await lockPartitions(client);
    const isGone = await isDetached(client, partition);
    if (isGone) {
      if (rows) await note(client, partition, rows, options.why);
      await client.query(`DROP TABLE ${partition.name}`);
    }
    await client.query('COMMIT');
    return { isGone, rows: isGone ? rows : null };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function detach(client: ClientBase, { table, name, leaving }: StoredPartition, reason: DropReason, waitMs: number): Promise<void> {
  const how = leaving === 'detaching' ? 'FINALIZE' : 'CONCURRENTLY';
  await client.query(`SET statement_timeout = ${leaving === 'detaching' ? Math.min(waitMs, FINALIZE_MS) : waitMs}`);
  try {
    if (leaving === null) await client.query(`COMMENT ON TABLE ${name} IS '${LEAVING}${reason}'`);
    await client.query(`ALTER TABLE ${table} DETACH PARTITION ${name} ${how}`);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === QUERY_CANCELED) throw new PartitionInUse(name);
    throw error;
  } finally {
    await client.query('RESET statement_timeout').catch(() => undefined);
  }
}

async function isDetached(client: ClientBase, { name }: StoredPartition): Promise<boolean> {
  const { rows } = await client.query<{ detached: boolean }>('SELECT NOT relispartition AS detached FROM pg_class WHERE oid = to_regclass($1)', [name]);
  return rows[0]?.detached === true;
}

async function countRows(client: ClientBase, { name }: StoredPartition): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${name}`);
  return Number(rows[0]?.count);
}

async function note(client: ClientBase, { table, from, to }: StoredPartition, rows: number, why: string): Promise<void> {
  const [since, until] = [new Date(from), new Date(to)];
  await client.query(
    `INSERT INTO source_drop (source, position, dropped, since, until, reason, recorded_at) VALUES ($1, 0, $2, $3, $4, $5, now())`,
    [`storage:${table}`, rows, since, until, why],
  );
  await client.query(`INSERT INTO audit_entry (action, subject) VALUES ('rows dropped', $1)`, [`${rows} rows of ${table} of ${since.toISOString().slice(0, 10)}: ${why}`]);
}
