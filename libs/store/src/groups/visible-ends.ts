import type { Pool } from 'pg';

/** A partition, and where its log ends as of a sweep. */
export interface SweptEnd {
  clusterId: string;
  topicId: string;
  partition: number;
  highWatermark: bigint;
}

/**
 * Where the records of partitions end that a reader can see: behind the last recorded one, where all up to the high
 * watermark is recorded. What lies between is markers of transactions and what was aborted.
 * @returns in the order given; null where that is not known
 */
export async function readVisibleEnds(pool: Pool, ends: readonly SweptEnd[]): Promise<(bigint | null)[]> {
  if (ends.length === 0) return [];
  const { rows } = await pool.query<{ n: string; last: string }>({
    name: 'groups: visible ends',
    text: `SELECT place.n, record."offset" AS last
           FROM unnest($1::text[], $2::uuid[], $3::int[], $4::bigint[]) WITH ORDINALITY AS place(cluster_id, topic_id, partition, high, n)
           JOIN source_position AS source ON source.source = 'kafka:' || place.cluster_id || ':' || place.topic_id || ':' || place.partition AND source.next >= place.high
           CROSS JOIN LATERAL (
             SELECT "offset" FROM kafka_record WHERE topic_id = place.topic_id AND partition = place.partition ORDER BY "offset" DESC LIMIT 1
           ) AS record`,
    values: [ends.map(({ clusterId }) => clusterId), ends.map(({ topicId }) => topicId), ends.map(({ partition }) => partition), ends.map(({ highWatermark }) => highWatermark)],
  });
  const found = new Map(rows.map((row) => [Number(row.n) - 1, BigInt(row.last) + 1n]));
  return ends.map((_, index) => found.get(index) ?? null);
}
