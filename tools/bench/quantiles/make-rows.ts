import type { Database } from '../kit/database.ts';

/** The 24 hours that are asked about: as with "the last 24 hours", they begin in the middle of one. */
export const DAY = { from: Date.UTC(2026, 10, 20, 10, 30), to: Date.UTC(2026, 10, 21, 10, 30) };

/** Routes of a service with their methods, each with successes and failures: the lines that a minute has. */
const ROUTES = ['/orders', '/orders/{id}', '/products', '/products/{id}', '/payments', '/payments/{id}'];

/**
 * Fills 24 hours with rows and with the roll-ups of the very same rows, by the minute and by the hour, packed as the recorder
 * packs them: `bucket << 40 | count`, with 32 buckets per power of two. Latencies are log-normal around 20 ms.
 */
export async function makeRows(database: Database, rows: number): Promise<void> {
  const [from, to] = [DAY.from, DAY.to].map((at) => new Date(at).toISOString());
  await database.query('SELECT setseed(0.5)');
  await database.query(
    `INSERT INTO http_exchange (
       id, started_at, recorded_at, source, position, duration_ns, time_to_first_byte_ns, request_method, route, url_scheme, url_path, url_query,
       server_address, server_port, client_address, user_agent, response_status_code, request_body_size, response_body_size,
       request_headers, response_headers, request_body_truncated, response_body_truncated, service)
     SELECT uuidv7(), at, at, 'capture:bench', n, duration, duration / 2, 'GET', route, 'http', route, '', 'shop', 80, '10.0.0.1', 'bench/1.0',
            CASE WHEN n % 50 = 0 THEN 500 ELSE 200 END, 0, 512, '[]', '[]', false, false, 'shop'
     FROM (
       SELECT n, $1::timestamptz + n * ($2::timestamptz - $1::timestamptz) / $3 AS at,
              exp(16.8 + 0.9 * random_normal())::bigint AS duration, ($4::text[])[1 + n % cardinality($4::text[])] AS route
       FROM generate_series(0, $3::int - 1) AS n
     ) AS made`,
    [from, to, rows, ROUTES],
  );
  await database.query(
    `INSERT INTO http_minute (minute, service, route, request_method, status_class, exchanges, timed_out, request_bytes, response_bytes, duration_sum_ns, duration_histogram)
     SELECT minute, 'shop', route, 'GET', status_class, sum(count), 0, 0, sum(count) * 512, sum(total), array_agg((bucket << 40) | count ORDER BY bucket)
     FROM (
       SELECT date_trunc('minute', started_at) AS minute, route, response_status_code / 100 AS status_class,
              greatest(0, ceil(ln(duration_ns::float8) / ln(2::float8) * 32) - 1)::bigint AS bucket, count(*) AS count, sum(duration_ns) AS total
       FROM http_exchange GROUP BY 1, 2, 3, 4
     ) AS counted
     GROUP BY minute, route, status_class`,
  );
  await database.query(
    `INSERT INTO latency_hour (rollup, hour, slot, histogram)
     SELECT 'http_minute', hour, slot, array_agg((bucket << 40) | count ORDER BY bucket)
     FROM (
       -- As many lines an hour as two lanes make.
       SELECT date_trunc('hour', minute, 'UTC') AS hour, (extract(minute FROM minute))::int % 2 AS slot, element >> 40 AS bucket, sum(element & 1099511627775)::bigint AS count
       FROM http_minute CROSS JOIN LATERAL unnest(duration_histogram) AS element GROUP BY 1, 2, 3
     ) AS counted
     GROUP BY hour, slot`,
  );
  await database.query('VACUUM (ANALYZE) http_exchange');
  await database.query('VACUUM (ANALYZE) http_minute');
}
