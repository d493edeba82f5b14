import type { Sql } from '../core/sql.js';

/** A record on its way to Kafka. */
export interface WaitingRecord {
  topic: string;
  key: string;
  /** Null for a tombstone. */
  value: string | null;
  headers: Record<string, string>;
}

export async function insertWaiting(sql: Sql, record: WaitingRecord): Promise<void> {
  await sql.query('INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, $4)', [
    record.topic,
    record.key,
    record.value,
    JSON.stringify(record.headers),
  ]);
}

/** Whether this transaction may drain `topic`; until it ends nobody else may, so records keep their order. */
export async function tryDrainAlone(sql: Sql, topic: string): Promise<boolean> {
  const { rows } = await sql.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(hashtext('shop outbox'), hashtext($1)) AS mine`, [topic]);
  return rows[0]!.mine;
}

/** The oldest waiting records of `topic`, in the order they were put. */
export async function findWaiting(sql: Sql, topic: string, most: number): Promise<(WaitingRecord & { id: string })[]> {
  const { rows } = await sql.query<WaitingRecord & { id: string }>(
    'SELECT id, topic, key, value, headers FROM outbox WHERE topic = $1 ORDER BY id LIMIT $2',
    [topic, most],
  );
  return rows;
}

export async function deleteWaiting(sql: Sql, ids: string[]): Promise<void> {
  await sql.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids]);
}
