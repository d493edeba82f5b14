import type { Histogram } from '@contraflow/measure';
import type { Queryable } from '../ask.js';
import { IN_SPAN, spanValues, type Span } from './span.js';

const COLUMNS = {
  http_minute: 'duration_histogram',
  kafka_minute: 'readable_histogram',
  send_minute: 'accepted_histogram',
  group_minute: 'completed_histogram',
} as const;

/** The buckets of a packed histogram: `bucket << 40 | count`, see histogram_add of the migrations. */
export const BUCKET = '(element >> 40)::int';
export const COUNT = 'element & 1099511627775';

/** The latencies of a span, merged by adding up the buckets of its minutes, in nanoseconds. */
export async function readHistogram(client: Queryable, table: keyof typeof COLUMNS, span: Span): Promise<Histogram> {
  const { rows } = await client.query<{ bucket: number; count: string }>(
    `SELECT ${BUCKET} AS bucket, sum(${COUNT})::bigint AS count
     FROM ${table} CROSS JOIN LATERAL unnest(${COLUMNS[table]}) AS element WHERE ${IN_SPAN} GROUP BY 1`,
    spanValues(span),
  );
  return new Map(rows.map((row) => [row.bucket, Number(row.count)]));
}
