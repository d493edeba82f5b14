import type { Queryable } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { IN_SPAN, spanValues, stepOf, type Span } from './span.js';

/** What the topics keep, from `partition_minute`. */
export interface Retained {
  /** At the end of the span, over the partitions that were there then. */
  records: number;
  /** Null where the brokers do not tell of every partition. */
  bytes: number | null;
  /** Epoch milliseconds of the oldest record that can still be read; null when unknown. */
  oldest: number | null;
  /** Epoch milliseconds of the last minute that was swept; null when none was. */
  sweptAt: number | null;
  unread: number;
  /** Over the whole span. */
  expiredUnread: number;
  /** At the end of each step, by its start: bytes, or records where bytes are not told. */
  steps: Map<number, number>;
}

export async function readRetained(client: Queryable, span: Span): Promise<Retained> {
  const { rows: minutes } = await client.query<{ minute_ms: number; records: string; bytes: string | null; expired: string }>(
    `SELECT ${instantSql('minute')} AS minute_ms, sum(high_watermark - log_start_offset) AS records,
            CASE WHEN bool_and(size_bytes IS NOT NULL) THEN sum(size_bytes) END AS bytes, sum(expired_unread) AS expired
     FROM partition_minute WHERE ${IN_SPAN} GROUP BY minute ORDER BY minute`,
    spanValues(span),
  );
  // Partitions of a deleted topic are no longer swept: only what was seen in the last two minutes of the span counts.
  const { rows: [end] } = await client.query<{ records: string | null; bytes: string | null; oldest: string | null; swept_ms: number | null; unread: string | null }>(
    `WITH swept AS (SELECT * FROM partition_minute WHERE ${IN_SPAN}),
          latest AS (
            SELECT DISTINCT ON (cluster_id, topic_id, partition) * FROM swept
            WHERE minute >= (SELECT max(minute) FROM swept) - interval '1 minute' ORDER BY cluster_id, topic_id, partition, minute DESC
          )
     SELECT sum(high_watermark - log_start_offset) AS records, CASE WHEN bool_and(size_bytes IS NOT NULL) THEN sum(size_bytes) END AS bytes,
            min(oldest_timestamp_ms) FILTER (WHERE high_watermark > log_start_offset) AS oldest, ${instantSql('max(minute)')} AS swept_ms, sum(unread) AS unread
     FROM latest`,
    spanValues(span),
  );
  const bytes = end?.bytes === null || end?.bytes === undefined ? null : Number(end.bytes);
  return {
    records: Number(end?.records ?? 0),
    bytes,
    oldest: end?.oldest ? Number(end.oldest) : null,
    sweptAt: end?.swept_ms ?? null,
    unread: Number(end?.unread ?? 0),
    expiredUnread: minutes.reduce((sum, minute) => sum + Number(minute.expired), 0),
    steps: new Map(minutes.flatMap((minute) => {
      const value = bytes === null ? minute.records : minute.bytes;
      return value === null ? [] : [[stepOf(span, instantOf(minute.minute_ms)), Number(value)] as const];
    })),
  };
}
