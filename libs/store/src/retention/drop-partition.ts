import type { ClientBase } from 'pg';
import { LEAVING, type StoredPartition } from './list-partitions.js';

/** `age`: as configured. `room`: the disk guard took it before its time, which is noted as a drop and in the audit. */
export type DropReason = 'age' | 'room';

/**
 * Drops a partition without a lock that writers or readers of the others would wait for: it is detached first, which
 * waits for questions that read it now. Cut off in the middle, it is gone on with by the next call.
 * Must not be called inside a transaction.
 * @param why for people, where the reason is `room`
 * @returns how many rows went; null where nobody counted, because of their age
 */
export async function dropPartition(client: ClientBase, partition: StoredPartition, reason: DropReason, why: string): Promise<number | null> {
  const { table, name } = partition;
  if (partition.leaving !== 'detached') {
    await client.query(`COMMENT ON TABLE ${name} IS '${LEAVING}${reason}'`);
    await client.query(`ALTER TABLE ${table} DETACH PARTITION ${name} ${partition.leaving === 'detaching' ? 'FINALIZE' : 'CONCURRENTLY'}`);
  }
  await client.query('BEGIN');
  try {
    const rows = reason === 'room' ? await noteRows(client, partition, why) : null;
    await client.query(`DROP TABLE ${name}`);
    await client.query('COMMIT');
    return rows;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function noteRows(client: ClientBase, { table, name, from, to }: StoredPartition, why: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${name}`);
  const count = Number(rows[0]?.count);
  if (count === 0) return 0;
  const [since, until] = [new Date(from), new Date(to)];
  await client.query(
    `INSERT INTO source_drop (source, position, dropped, since, until, reason, recorded_at) VALUES ($1, 0, $2, $3, $4, $5, now())`,
    [`storage:${table}`, count, since, until, why],
  );
  await client.query(`INSERT INTO audit_entry (action, subject) VALUES ('rows dropped', $1)`, [`${count} rows of ${table} of ${since.toISOString().slice(0, 10)}: ${why}`]);
  return count;
}
