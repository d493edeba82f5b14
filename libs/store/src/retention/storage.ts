import type { ClientBase } from 'pg';

/** What the whole database takes on its disk, in bytes. */
export async function storageBytes(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  return Number(rows[0]?.bytes);
}

/** The last time that rows were dropped for room. */
export interface RoomDrop {
  /** Epoch milliseconds at which they were dropped. */
  at: number;
  /** The day they were of, epoch milliseconds of its beginning. */
  day: number;
}

/** Null where no rows were dropped for room in the last seven days. */
export async function lastRoomDrop(client: ClientBase): Promise<RoomDrop | null> {
  const { rows } = await client.query<{ recorded_at: Date; since: Date }>(
    `SELECT recorded_at, since FROM source_drop WHERE starts_with(source, 'storage:') AND recorded_at > now() - interval '7 days'
     ORDER BY recorded_at DESC LIMIT 1`,
  );
  const [row] = rows;
  return row ? { at: row.recorded_at.getTime(), day: row.since.getTime() } : null;
}
