import { ageableTime } from '@contraflow/contract';
import type { Pool, PoolClient } from 'pg';

/** One partition as a sweep saw it. */
export interface PartitionGauge {
  topicId: string;
  topic: string;
  partition: number;
  highWatermark: bigint;
  logStartOffset: bigint;
  sizeBytes: number | null;
  /** Epoch milliseconds of the first record in the log. */
  oldestTimestampMs: number | null;
  /** Records that no group has read yet. */
  unread: bigint;
  /** Up to here some group has read. */
  readUpTo: bigint;
  /** True when the log may begin elsewhere than at the sweep before. */
  moved: boolean;
}

/** One group in one partition as a sweep saw it. */
export interface GroupGauge {
  consumerGroup: string;
  topicId: string;
  topic: string;
  partition: number;
  committedOffset: bigint;
  offsetLag: bigint;
  timeLagSeconds: number | null;
  /** False where the group is abandoned or muted: it is in no headline. */
  counted: boolean;
}

/**
 * Writes the gauges of one sweep into the minute of `at`: each keeps the last value of its
 * minute. What expired unread adds up; it is counted from where the log began when it was
 * last written, under a lock, so that several servers together count it once.
 */
export async function writeGauges(pool: Pool, clusterId: string, at: number, partitions: PartitionGauge[], groups: GroupGauge[]): Promise<void> {
  const minute = new Date(at - (at % 60_000)).toISOString();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const moved = partitions.filter((gauge) => gauge.moved);
    const expired = moved.length > 0 ? await expiredUnread(client, clusterId, moved) : new Map<string, string>();
    await writePartitions(client, clusterId, minute, partitions, expired);
    await writeGroups(client, clusterId, minute, groups);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(true);
    throw error;
  }
}

/** Records that went since the last sweep of anybody, and that no group had read: by `topicId partition`. */
async function expiredUnread(client: PoolClient, clusterId: string, moved: PartitionGauge[]): Promise<Map<string, string>> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('contraflow gauges ' || $1, 0))`, [clusterId]);
  const { rows } = await client.query<{ topic_id: string; partition: number; expired: string }>({
    name: 'gauges: expired unread',
    text: `SELECT seen.topic_id, seen.partition, seen.log_start - greatest(before.log_start_offset, seen.read_up_to) AS expired
           FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[]) AS seen(topic_id, partition, log_start, read_up_to)
           CROSS JOIN LATERAL (
             SELECT log_start_offset FROM partition_minute
             WHERE cluster_id = $1 AND topic_id = seen.topic_id AND partition = seen.partition AND minute > now() - interval '7 days'
             ORDER BY minute DESC LIMIT 1
           ) AS before
           WHERE seen.log_start > greatest(before.log_start_offset, seen.read_up_to)`,
    values: [
      clusterId,
      moved.map(({ topicId }) => topicId),
      moved.map(({ partition }) => partition),
      moved.map(({ logStartOffset }) => logStartOffset),
      moved.map(({ readUpTo }) => readUpTo),
    ],
  });
  return new Map(rows.map((row) => [`${row.topic_id} ${row.partition}`, row.expired]));
}

async function writePartitions(client: PoolClient, clusterId: string, minute: string, gauges: PartitionGauge[], expired: Map<string, string>): Promise<void> {
  if (gauges.length === 0) return;
  await client.query({
    name: 'gauges: partitions',
    text: `INSERT INTO partition_minute AS held
             (minute, cluster_id, topic_id, topic, partition, high_watermark, log_start_offset, size_bytes, oldest_timestamp_ms, unread, expired_unread)
           SELECT $1, $2, seen.* FROM unnest($3::uuid[], $4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
             AS seen(topic_id, topic, partition, high_watermark, log_start_offset, size_bytes, oldest_timestamp_ms, unread, expired_unread)
           ORDER BY topic_id, partition
           ON CONFLICT (minute, cluster_id, topic_id, partition) DO UPDATE SET
             high_watermark = greatest(held.high_watermark, EXCLUDED.high_watermark),
             log_start_offset = greatest(held.log_start_offset, EXCLUDED.log_start_offset),
             size_bytes = coalesce(EXCLUDED.size_bytes, held.size_bytes),
             oldest_timestamp_ms = EXCLUDED.oldest_timestamp_ms,
             unread = EXCLUDED.unread,
             expired_unread = held.expired_unread + EXCLUDED.expired_unread`,
    values: [
      minute,
      clusterId,
      gauges.map(({ topicId }) => topicId),
      gauges.map(({ topic }) => topic),
      gauges.map(({ partition }) => partition),
      gauges.map(({ highWatermark }) => highWatermark),
      gauges.map(({ logStartOffset }) => logStartOffset),
      gauges.map(({ sizeBytes }) => sizeBytes),
      gauges.map(({ oldestTimestampMs }) => oldestTimestampMs),
      gauges.map(({ unread }) => unread),
      gauges.map(({ topicId, partition }) => expired.get(`${topicId} ${partition}`) ?? '0'),
    ],
  });
}

/** In the order of the key, which is that of settling completed latency: the two never wait for each other in a ring. */
async function writeGroups(client: PoolClient, clusterId: string, minute: string, gauges: GroupGauge[]): Promise<void> {
  if (gauges.length === 0) return;
  await client.query({
    name: 'gauges: groups',
    text: `INSERT INTO group_minute (minute, cluster_id, consumer_group, topic_id, topic, partition, committed_offset, offset_lag, time_lag_seconds, counted)
           SELECT $1, $2, seen.* FROM unnest($3::text[], $4::uuid[], $5::text[], $6::int[], $7::bigint[], $8::bigint[], $9::float8[], $10::boolean[])
             AS seen(consumer_group, topic_id, topic, partition, committed_offset, offset_lag, time_lag_seconds, counted)
           ORDER BY consumer_group, topic_id, partition
           ON CONFLICT (minute, cluster_id, consumer_group, topic_id, partition) DO UPDATE SET
             committed_offset = EXCLUDED.committed_offset, offset_lag = EXCLUDED.offset_lag, time_lag_seconds = EXCLUDED.time_lag_seconds,
             counted = EXCLUDED.counted`,
    values: [
      minute,
      clusterId,
      gauges.map(({ consumerGroup }) => consumerGroup),
      gauges.map(({ topicId }) => topicId),
      gauges.map(({ topic }) => topic),
      gauges.map(({ partition }) => partition),
      gauges.map(({ committedOffset }) => committedOffset),
      gauges.map(({ offsetLag }) => offsetLag),
      gauges.map(({ timeLagSeconds }) => timeLagSeconds),
      gauges.map(({ counted }) => counted),
    ],
  });
}

/**
 * The time of the first recorded record at or after each offset, in epoch milliseconds:
 * the record's own where it is a sensible one, else ours. Null where none is recorded yet.
 */
export async function timesOfRecords(pool: Pool, places: { topicId: string; partition: number; offset: bigint }[]): Promise<(number | null)[]> {
  if (places.length === 0) return [];
  const { rows } = await pool.query<{ n: string; timestamp_ms: string; observed_ms: string }>({
    name: 'gauges: times of records',
    text: `SELECT place.n, record.timestamp_ms, (extract(epoch FROM record.observed_at) * 1000)::bigint AS observed_ms
           FROM unnest($1::uuid[], $2::int[], $3::bigint[]) WITH ORDINALITY AS place(topic_id, partition, "offset", n)
           CROSS JOIN LATERAL (
             SELECT timestamp_ms, observed_at FROM kafka_record
             WHERE topic_id = place.topic_id AND partition = place.partition AND "offset" >= place."offset"
             ORDER BY "offset" LIMIT 1
           ) AS record`,
    values: [places.map(({ topicId }) => topicId), places.map(({ partition }) => partition), places.map(({ offset }) => offset)],
  });
  const times: (number | null)[] = places.map(() => null);
  for (const row of rows) {
    const own = Number(row.timestamp_ms);
    const observed = Number(row.observed_ms);
    times[Number(row.n) - 1] = Math.min(ageableTime(own, observed) ?? observed, observed);
  }
  return times;
}

/** What is recorded of where groups stand. */
export async function recordedProgress(pool: Pool, clusterId: string) {
  const { rows } = await pool.query<{
    consumer_group: string;
    topic_id: string;
    partition: number;
    committed_offset: string;
    committed_at: Date;
    exact: boolean;
  }>('SELECT consumer_group, topic_id, partition, committed_offset, committed_at, exact FROM group_progress WHERE cluster_id = $1', [clusterId]);
  return rows.map((row) => ({
    clusterId,
    consumerGroup: row.consumer_group,
    topicId: row.topic_id,
    partition: row.partition,
    committedOffset: BigInt(row.committed_offset),
    committedAt: row.committed_at.getTime(),
    exact: row.exact,
  }));
}
