import { HOUR_MS, type Histogram } from '@contraflow/measure';
import type { Queryable } from '../ask.js';
import { timestamptzOf } from '../instants.js';
import { spanValues, type Span } from './span.js';

const COLUMNS = {
  http_minute: 'duration_histogram',
  kafka_minute: 'readable_histogram',
  send_minute: 'accepted_histogram',
  group_minute: 'completed_histogram',
} as const;

/** The buckets of a packed histogram: `bucket << 40 | count`, see histogram_add of the migrations. */
export const BUCKET = '(element >> 40)::int';
export const COUNT = 'element & 1099511627775';

/** Those whose hours are summed up in `latency_hour`; completed latencies come late and by group. */
const WITH_HOURS: ReadonlySet<string> = new Set(['http_minute', 'kafka_minute', 'send_minute']);

/**
 * The latencies of a span in nanoseconds, merged by adding up the buckets of its whole hours, and of
 * the minutes before the first and after the last of them.
 */
export async function readHistogram(client: Queryable, table: keyof typeof COLUMNS, span: Span): Promise<Histogram> {
  const { first, last } = WITH_HOURS.has(table) ? wholeHours(span) : { first: span.to, last: span.to };
  const minutes = (condition: string) => `SELECT unnest(${COLUMNS[table]}) AS element FROM ${table} WHERE ${condition}`;
  const { rows } = await client.query<{ bucket: number; count: string }>(
    `SELECT ${BUCKET} AS bucket, sum(${COUNT})::bigint AS count
     FROM (
       SELECT unnest(histogram) AS element FROM latency_hour WHERE rollup = '${table}' AND hour >= $3 AND hour < $4
       UNION ALL ${minutes('minute >= $1 AND minute < $3')}
       UNION ALL ${minutes('minute >= $4 AND minute < $2')}
     ) AS elements GROUP BY 1`,
    [...spanValues(span), timestamptzOf(first), timestamptzOf(last)],
  );
  return new Map(rows.map((row) => [row.bucket, Number(row.count)]));
}

/** From `first` to before `last`; both are the span's end where it holds no whole hour. */
function wholeHours({ from, to }: Span): { first: number; last: number } {
  const first = Math.ceil(from / HOUR_MS) * HOUR_MS;
  const last = Math.floor(to / HOUR_MS) * HOUR_MS;
  return first < last ? { first, last } : { first: to, last: to };
}
