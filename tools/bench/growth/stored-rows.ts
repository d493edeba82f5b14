import type { Database } from '../kit/database.ts';

const CHUNK = 1_000_000;
const TOPIC_ID = '0b1e7c8a-52f0-4a1b-9d4e-0c6a5f3b2d10';

/** Adds rows with values of 200 bytes to today's partition, from number `from` to before `to`: with an address each, as records have. */
export async function storeRows(database: Database, from: number, to: number): Promise<void> {
  for (let low = from; low < to; low += CHUNK) {
    await database.query(
      `INSERT INTO kafka_record (observed_at, recorded_at, cluster_id, topic_id, topic, partition, "offset", timestamp_ms, key, key_size, key_truncated,
                                 value, body_size, value_truncated, headers, tombstone)
       SELECT now(), now(), 'stored', $3, 'stored', n % 12, n / 12, extract(epoch FROM now()) * 1000, convert_to('order-' || n, 'UTF8'), 12, false,
              convert_to(repeat(md5(n::text), 6) || 'twelve bytes', 'UTF8'), 204, false, '[]', false
       FROM generate_series($1::bigint, $2::bigint) AS n`,
      [low, Math.min(low + CHUNK, to) - 1, TOPIC_ID],
    );
  }
  // Autovacuum would come by itself after so many rows, in the middle of what is measured.
  await database.query('VACUUM (ANALYZE) kafka_record');
  await database.query('CHECKPOINT');
}
