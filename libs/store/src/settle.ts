import type { ClientBase } from 'pg';
import { AGEABLE_SQL } from './ageable-sql.js';

/** A group's way through a partition that is to be measured: the offsets from `low` to before `high`. */
interface Stretch {
  cluster_id: string;
  consumer_group: string;
  topic_id: string;
  topic: string;
  partition: number;
  low: bigint;
  high: bigint;
}

/**
 * Measures completed latency: for each record that a group has passed since the last round,
 * the time from its create time to the first commit beyond it, counted into `group_minute`
 * by the minute of that commit. Records count once: the group's `measured_offset` moves on in
 * the same transaction. Only recorded records and recorded commits are looked at, so a restart
 * changes nothing. A create time shortly after the commit (clock skew) counts as no time at all;
 * records whose own time is none, or one that cannot be, are passed over.
 * @param limit about how many offsets to pass in one round, shared evenly by the groups that wait
 * @returns how many offsets were passed; 0 when there is nothing to do
 */
export async function settleCompleted(client: ClientBase, limit: number): Promise<number> {
  // A partition of today has no statistics yet; without this they let the planner read it whole.
  await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off');
  try {
    const stretches = await lockStretches(client, limit);
    if (stretches.length > 0) await measure(client, stretches);
    await client.query('COMMIT');
    return stretches.reduce((passed, { low, high }) => passed + Number(high - low), 0);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Holds the groups that can be measured further: up to what they have passed and what has been
 * recorded. The statement after this one sees every commit that these rows speak of.
 */
async function lockStretches(client: ClientBase, limit: number): Promise<Stretch[]> {
  const { rows } = await client.query<Omit<Stretch, 'low' | 'high'> & { low: string; high: string }>({
    name: 'settle: lock',
    text: `SELECT p.cluster_id, p.consumer_group, p.topic_id, p.topic, p.partition,
                  p.measured_offset AS low, least(p.committed_offset, s.next) AS high
           FROM group_progress p
           JOIN source_position s ON s.source = 'kafka:' || p.cluster_id || ':' || p.topic_id || ':' || p.partition
           WHERE p.measured_offset < least(p.committed_offset, s.next)
           ORDER BY p.cluster_id, p.topic_id, p.partition, p.consumer_group
           LIMIT $1
           FOR UPDATE OF p SKIP LOCKED`,
    values: [limit],
  });
  const share = BigInt(Math.max(1, Math.floor(limit / Math.max(1, rows.length))));
  return rows.map((row) => {
    const low = BigInt(row.low);
    const high = BigInt(row.high);
    return { ...row, low, high: high < low + share ? high : low + share };
  });
}

async function measure(client: ClientBase, stretches: Stretch[]): Promise<void> {
  const field = (key: keyof Stretch) => stretches.map((stretch) => stretch[key]);
  await client.query({
    name: 'settle: measure',
    text: MEASURE,
    values: [
      field('cluster_id'), field('consumer_group'), field('topic_id'), field('topic'), field('partition'), field('low'), field('high'),
    ],
  });
}

/**
 * The first commit beyond a record is the earliest of all that committed more than its offset:
 * one sort of records and commits by offset, and a running minimum from the highest down.
 * Buckets are those of measure's bucketOf: base 2, scale 5, nanoseconds.
 */
const MEASURE = `
WITH stretch AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::int[], $6::bigint[], $7::bigint[])
    WITH ORDINALITY AS given(cluster_id, consumer_group, topic_id, topic, partition, low, high, n)
), points AS (
  SELECT n, c.committed_offset - 1 AS "offset", (extract(epoch FROM c.committed_at) * 1000000)::bigint AS committed_us,
         NULL::bigint AS timestamp_ms
  FROM stretch CROSS JOIN LATERAL (
    SELECT committed_offset, committed_at FROM group_commit
    WHERE topic_id = stretch.topic_id AND partition = stretch.partition AND consumer_group = stretch.consumer_group
      AND committed_offset > stretch.low AND cluster_id = stretch.cluster_id
  ) AS c
  UNION ALL
  SELECT n, r."offset", NULL, r.timestamp_ms
  FROM stretch CROSS JOIN LATERAL (
    SELECT "offset", CASE WHEN ${AGEABLE_SQL} THEN timestamp_ms END AS timestamp_ms FROM kafka_record
    WHERE topic_id = stretch.topic_id AND partition = stretch.partition
      AND "offset" >= stretch.low AND "offset" < stretch.high AND cluster_id = stretch.cluster_id
  ) AS r
), passings AS (
  SELECT n, timestamp_ms, min(committed_us) OVER (PARTITION BY n ORDER BY "offset" DESC) AS committed_us FROM points
), latencies AS (
  SELECT n, committed_us / 60000000 AS minute,
         CASE WHEN timestamp_ms > committed_us / 1000 THEN 0 ELSE (committed_us - timestamp_ms * 1000) * 1000 END AS latency_ns
  FROM passings WHERE timestamp_ms IS NOT NULL AND committed_us IS NOT NULL
), buckets AS (
  SELECT n, minute,
         CASE WHEN latency_ns <= 1 THEN 0 ELSE greatest(0, ceil(ln(latency_ns::float8) / ln(2::float8) * 32) - 1)::bigint END AS bucket,
         count(*) AS count
  FROM latencies GROUP BY 1, 2, 3
), minutes AS (
  SELECT n, minute, sum(count)::bigint AS completed, array_agg((bucket << 40) | count ORDER BY bucket) AS histogram
  FROM buckets GROUP BY 1, 2
), counted AS (
  INSERT INTO group_minute AS held
    (minute, cluster_id, consumer_group, topic_id, topic, partition, completed, completed_histogram)
  SELECT to_timestamp(minute * 60), cluster_id, consumer_group, topic_id, topic, partition, completed, histogram
  FROM minutes JOIN stretch USING (n)
  ORDER BY 1, 2, 3, 4, 6
  ON CONFLICT (minute, cluster_id, consumer_group, topic_id, partition) DO UPDATE
    SET completed = held.completed + EXCLUDED.completed,
        completed_histogram = histogram_add(held.completed_histogram, EXCLUDED.completed_histogram)
)
UPDATE group_progress AS held SET measured_offset = stretch.high
FROM stretch
WHERE held.cluster_id = stretch.cluster_id AND held.topic_id = stretch.topic_id
  AND held.partition = stretch.partition AND held.consumer_group = stretch.consumer_group`;
