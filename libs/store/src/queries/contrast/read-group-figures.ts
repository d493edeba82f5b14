import { quantiles } from '@contraflow/measure';
import type { Queryable } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { BUCKET, COUNT } from './read-histogram.js';
import { IN_SPAN, spanValues, stepOf, type Span } from './span.js';

/** How the consumer groups did in a span, from `group_minute`. */
export interface GroupFigures {
  /** Groups that passed a record, mean over topics weighted by their records; null where no group is known. */
  fanOut: number | null;
  slowest: { consumerGroup: string; p95Ns: number } | null;
  /** At the end of the span; null where no group is known then. */
  offsetLag: number | null;
  timeLagSeconds: number | null;
  /** The one that is furthest behind at the end of the span. */
  groupBehind: string | null;
  /** Lag of all groups at the end of each step, by its start. */
  lagSteps: Map<number, number>;
}

export async function readGroupFigures(client: Queryable, span: Span): Promise<GroupFigures> {
  return { fanOut: await readFanOut(client, span), slowest: await readSlowest(client, span), ...(await readLag(client, span)) };
}

async function readFanOut(client: Queryable, span: Span): Promise<number | null> {
  const { rows } = await client.query<{ fan_out: number | null }>(
    `WITH written AS (SELECT topic_id, sum(records) AS records FROM kafka_minute WHERE ${IN_SPAN} GROUP BY 1),
          readers AS (SELECT topic_id, count(DISTINCT consumer_group) AS groups FROM group_minute WHERE ${IN_SPAN} AND completed > 0 GROUP BY 1)
     SELECT (sum(records * coalesce(groups, 0)) / nullif(sum(records), 0))::float8 AS fan_out
     FROM written LEFT JOIN readers USING (topic_id) WHERE EXISTS (SELECT FROM group_minute WHERE ${IN_SPAN})`,
    spanValues(span),
  );
  return rows[0]?.fan_out ?? null;
}

/** The group with the highest p95 by nearest rank over its merged buckets. */
async function readSlowest(client: Queryable, span: Span): Promise<GroupFigures['slowest']> {
  const { rows: [row] } = await client.query<{ consumer_group: string; bucket: number }>(
    `WITH buckets AS (
       SELECT consumer_group, ${BUCKET} AS bucket, sum(${COUNT}) AS count
       FROM group_minute CROSS JOIN LATERAL unnest(completed_histogram) AS element WHERE ${IN_SPAN} AND counted GROUP BY 1, 2
     ), ranked AS (
       SELECT consumer_group, bucket, sum(count) OVER (PARTITION BY consumer_group ORDER BY bucket) AS rank,
              sum(count) OVER (PARTITION BY consumer_group) AS total FROM buckets
     )
     SELECT consumer_group, min(bucket) AS bucket FROM ranked WHERE rank >= ceil(total * 0.95) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1`,
    spanValues(span),
  );
  return row ? { consumerGroup: row.consumer_group, p95Ns: (quantiles(new Map([[row.bucket, 1]]), [1]) as [number])[0] } : null;
}

async function readLag(client: Queryable, span: Span) {
  const { rows: minutes } = await client.query<{ minute_ms: number; offset_lag: string }>(
    `SELECT ${instantSql('minute')} AS minute_ms, sum(offset_lag) AS offset_lag FROM group_minute
     WHERE ${IN_SPAN} AND offset_lag IS NOT NULL AND counted GROUP BY minute ORDER BY minute`,
    spanValues(span),
  );
  const lagSteps = new Map(minutes.map((row) => [stepOf(span, instantOf(row.minute_ms)), Number(row.offset_lag)]));
  // A group that was deleted is no longer swept: only what was seen in the last two minutes of the span counts.
  const { rows: groups } = await client.query<{ consumer_group: string; offset_lag: string; time_lag_seconds: number | null }>(
    `WITH swept AS (SELECT * FROM group_minute WHERE ${IN_SPAN} AND offset_lag IS NOT NULL),
          latest AS (
            SELECT DISTINCT ON (cluster_id, consumer_group, topic_id, partition) consumer_group, offset_lag, time_lag_seconds, counted
            FROM swept WHERE minute >= (SELECT max(minute) FROM swept) - interval '1 minute'
            ORDER BY cluster_id, consumer_group, topic_id, partition, minute DESC
          )
     SELECT consumer_group, sum(offset_lag) AS offset_lag, max(time_lag_seconds) AS time_lag_seconds FROM latest WHERE counted
     GROUP BY 1 ORDER BY max(time_lag_seconds) DESC NULLS LAST, sum(offset_lag) DESC, 1`,
    spanValues(span),
  );
  const behind = groups.find((group) => Number(group.offset_lag) > 0);
  return {
    offsetLag: groups.length === 0 ? null : groups.reduce((sum, group) => sum + Number(group.offset_lag), 0),
    timeLagSeconds: behind?.time_lag_seconds ?? null,
    groupBehind: behind?.consumer_group ?? null,
    lagSteps,
  };
}
