-- Latencies of whole hours, the sum of their minutes, written in the same transactions: quantiles of
-- a day are read from a few dozen histograms instead of tens of thousands.
CREATE TABLE latency_hour (
  -- the table of minutes that this sums up
  rollup    text NOT NULL,
  hour      timestamptz NOT NULL,
  -- several lines an hour, to be added up: writers with different ones do not wait for each other
  slot      integer NOT NULL,
  histogram bigint[] NOT NULL,
  PRIMARY KEY (rollup, hour, slot)
) WITH (fillfactor = 50);

INSERT INTO latency_hour (rollup, hour, slot, histogram)
SELECT rollup, hour, 0, array_agg((bucket << 40) | count ORDER BY bucket)
FROM (
  SELECT rollup, hour, element >> 40 AS bucket, sum(element & 1099511627775)::bigint AS count
  FROM (
    SELECT 'http_minute' AS rollup, date_trunc('hour', minute, 'UTC') AS hour, unnest(duration_histogram) AS element FROM http_minute
    UNION ALL
    SELECT 'kafka_minute', date_trunc('hour', minute, 'UTC'), unnest(readable_histogram) FROM kafka_minute
    UNION ALL
    SELECT 'send_minute', date_trunc('hour', minute, 'UTC'), unnest(accepted_histogram) FROM send_minute
  ) AS elements
  GROUP BY 1, 2, 3
) AS buckets
GROUP BY rollup, hour;
