-- A source is a log; this is how far each has been recorded. The fence:
--   UPDATE … SET next = $n WHERE source = $s AND next = $expected AND epoch = $mine
CREATE TABLE source_position (
  source      text PRIMARY KEY,
  epoch       bigint NOT NULL DEFAULT 1,
  next        bigint NOT NULL,
  -- 'capture', 'kafka' or 'commits'
  kind        text NOT NULL,
  label       text NOT NULL,
  claimed_at  timestamptz NOT NULL DEFAULT now(),
  advanced_at timestamptz
);

-- The rows. Partitioned by day on the time axis that people search by; the
-- partitions are made by the recorder. No unique index: the fence keeps rows single.
CREATE TABLE http_exchange (
  id                        uuid NOT NULL,
  started_at                timestamptz NOT NULL,
  recorded_at               timestamptz NOT NULL,
  source                    text NOT NULL,
  position                  bigint NOT NULL,
  duration_ns               bigint NOT NULL,
  time_to_first_byte_ns     bigint,
  request_method            text NOT NULL,
  route                     text NOT NULL,
  url_scheme                text NOT NULL,
  url_path                  text NOT NULL,
  url_query                 text NOT NULL,
  server_address            text NOT NULL,
  server_port               integer NOT NULL,
  client_address            text NOT NULL,
  user_agent                text NOT NULL,
  response_status_code      integer,
  request_body_size         bigint NOT NULL,
  response_body_size        bigint NOT NULL,
  -- JSON text as bytes: byte-exact, and no parse on the hot path
  request_headers           bytea NOT NULL,
  response_headers          bytea NOT NULL,
  request_body              bytea,
  request_body_truncated    boolean NOT NULL,
  response_body             bytea,
  response_body_truncated   boolean NOT NULL,
  error_type                text,
  -- the 16 bytes of a W3C trace id
  trace_id                  uuid,
  span_id                   bytea,
  service                   text NOT NULL
) PARTITION BY RANGE (started_at);
CREATE INDEX http_exchange_started_at ON http_exchange USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX http_exchange_recorded_at ON http_exchange USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX http_exchange_trace_id ON http_exchange USING brin (trace_id uuid_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE kafka_record (
  observed_at     timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  cluster_id      text NOT NULL,
  topic_id        uuid NOT NULL,
  topic           text NOT NULL,
  partition       integer NOT NULL,
  "offset"        bigint NOT NULL,
  -- the record's own time in milliseconds, as it came: not always a sensible date
  timestamp_ms    bigint NOT NULL,
  key             bytea,
  key_size        integer NOT NULL,
  key_truncated   boolean NOT NULL,
  value           bytea,
  body_size       integer NOT NULL,
  value_truncated boolean NOT NULL,
  -- JSON text as bytes: [[name, base64 or null], …]
  headers         bytea NOT NULL,
  tombstone       boolean NOT NULL,
  schema_id       integer,
  trace_id        uuid,
  span_id         bytea
) PARTITION BY RANGE (observed_at);
CREATE INDEX kafka_record_observed_at ON kafka_record USING brin (observed_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX kafka_record_recorded_at ON kafka_record USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX kafka_record_trace_id ON kafka_record USING brin (trace_id uuid_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX kafka_record_address ON kafka_record (topic_id, partition, "offset");

-- Bodies are compressed beyond 2 KB; lz4 does that several times faster, where this PostgreSQL was built with it.
DO $$
BEGIN
  ALTER TABLE http_exchange
    ALTER request_headers SET COMPRESSION lz4, ALTER response_headers SET COMPRESSION lz4,
    ALTER request_body SET COMPRESSION lz4, ALTER response_body SET COMPRESSION lz4;
  ALTER TABLE kafka_record
    ALTER key SET COMPRESSION lz4, ALTER value SET COMPRESSION lz4, ALTER headers SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'lz4 is not there: bodies are compressed with pglz';
END
$$;

-- What producers said of their own sends: the accepted clock.
CREATE TABLE producer_send (
  sent_at     timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  source      text NOT NULL,
  position    bigint NOT NULL,
  topic       text NOT NULL,
  partition   integer,
  "offset"    bigint,
  duration_ns bigint NOT NULL,
  error_type  text,
  trace_id    uuid,
  span_id     bytea,
  service     text NOT NULL
) PARTITION BY RANGE (sent_at);
CREATE INDEX producer_send_sent_at ON producer_send USING brin (sent_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX producer_send_address ON producer_send (topic, partition, "offset");

-- Commits of consumer groups, one row a change: the completed clock.
CREATE TABLE group_commit (
  committed_at     timestamptz NOT NULL,
  recorded_at      timestamptz NOT NULL,
  cluster_id       text NOT NULL,
  consumer_group   text NOT NULL,
  topic_id         uuid NOT NULL,
  topic            text NOT NULL,
  partition        integer NOT NULL,
  committed_offset bigint NOT NULL,
  -- false when the sweep saw it: then committed_at is the time of the sweep
  exact            boolean NOT NULL
) PARTITION BY RANGE (committed_at);
CREATE INDEX group_commit_committed_at ON group_commit USING brin (committed_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX group_commit_address ON group_commit (topic_id, partition, consumer_group, committed_offset);

-- Where each group stands, and how far its completed latency has been measured.
CREATE TABLE group_progress (
  cluster_id       text NOT NULL,
  consumer_group   text NOT NULL,
  topic_id         uuid NOT NULL,
  topic            text NOT NULL,
  partition        integer NOT NULL,
  committed_offset bigint NOT NULL,
  committed_at     timestamptz NOT NULL,
  exact            boolean NOT NULL,
  measured_offset  bigint NOT NULL,
  PRIMARY KEY (cluster_id, topic_id, partition, consumer_group)
);

-- Histograms: base-2 exponential, 32 buckets per power of two, of nanoseconds.
-- Each element packs (bucket << 40 | count), sorted by bucket.
-- One walk over both: four times as fast as grouping, and it runs for every line of every batch.
CREATE FUNCTION histogram_add(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  i int := 1;
  j int := 1;
  last_a int := cardinality(a);
  last_b int := cardinality(b);
  x bigint;
  y bigint;
  merged bigint[] := '{}';
BEGIN
  WHILE i <= last_a AND j <= last_b LOOP
    x := a[i];
    y := b[j];
    IF x >> 40 = y >> 40 THEN
      merged := merged || (x + (y & 1099511627775));
      i := i + 1;
      j := j + 1;
    ELSIF x < y THEN
      merged := merged || x;
      i := i + 1;
    ELSE
      merged := merged || y;
      j := j + 1;
    END IF;
  END LOOP;
  RETURN merged || a[i:last_a] || b[j:last_b];
END
$$;

-- Roll-ups per minute, written in the transaction of the rows they count.
CREATE TABLE http_minute (
  minute              timestamptz NOT NULL,
  service             text NOT NULL,
  route               text NOT NULL,
  request_method      text NOT NULL,
  -- 1 to 9: the first digit of the status code; 0: no answer
  status_class        smallint NOT NULL,
  exchanges           bigint NOT NULL,
  timed_out           bigint NOT NULL,
  request_bytes       bigint NOT NULL,
  response_bytes      bigint NOT NULL,
  duration_sum_ns     numeric NOT NULL,
  duration_histogram  bigint[] NOT NULL,
  PRIMARY KEY (minute, service, route, request_method, status_class)
) WITH (fillfactor = 70);

CREATE TABLE http_pair_minute (
  minute    timestamptz NOT NULL,
  caller    text NOT NULL,
  service   text NOT NULL,
  exchanges bigint NOT NULL,
  PRIMARY KEY (minute, caller, service)
) WITH (fillfactor = 70);

CREATE TABLE kafka_minute (
  minute             timestamptz NOT NULL,
  cluster_id         text NOT NULL,
  topic_id           uuid NOT NULL,
  topic              text NOT NULL,
  partition          integer NOT NULL,
  records            bigint NOT NULL,
  tombstones         bigint NOT NULL,
  bytes              bigint NOT NULL,
  -- create time to our tail having it; records that were there before we looked are not in it
  readable_histogram bigint[] NOT NULL,
  PRIMARY KEY (minute, cluster_id, topic_id, partition)
) WITH (fillfactor = 70);

CREATE TABLE send_minute (
  minute             timestamptz NOT NULL,
  service            text NOT NULL,
  topic              text NOT NULL,
  sends              bigint NOT NULL,
  errors             bigint NOT NULL,
  accepted_histogram bigint[] NOT NULL,
  PRIMARY KEY (minute, service, topic)
) WITH (fillfactor = 70);

-- Gauges hold the last value of their minute; histograms add up.
CREATE TABLE group_minute (
  minute              timestamptz NOT NULL,
  cluster_id          text NOT NULL,
  consumer_group      text NOT NULL,
  topic_id            uuid NOT NULL,
  topic               text NOT NULL,
  partition           integer NOT NULL,
  committed_offset    bigint,
  offset_lag          bigint,
  time_lag_seconds    double precision,
  completed           bigint NOT NULL DEFAULT 0,
  completed_histogram bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (minute, cluster_id, consumer_group, topic_id, partition)
) WITH (fillfactor = 70);

CREATE TABLE partition_minute (
  minute               timestamptz NOT NULL,
  cluster_id           text NOT NULL,
  topic_id             uuid NOT NULL,
  topic                text NOT NULL,
  partition            integer NOT NULL,
  high_watermark       bigint NOT NULL,
  log_start_offset     bigint NOT NULL,
  size_bytes           bigint,
  oldest_timestamp_ms  bigint,
  -- records no group has read yet, at the last sweep of the minute
  unread               bigint NOT NULL,
  -- records that expired in this minute before any group had read them
  expired_unread       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (minute, cluster_id, topic_id, partition)
) WITH (fillfactor = 70);

-- The databases behind the REST side, as pg_stat_database counts them.
CREATE TABLE database_minute (
  minute         timestamptz NOT NULL,
  name           text NOT NULL,
  rows_written   bigint NOT NULL,
  bytes_written  bigint,
  size_bytes     bigint NOT NULL,
  PRIMARY KEY (minute, name)
) WITH (fillfactor = 70);

-- Every drop is counted and shown: what a source could not keep or we could not read in time.
CREATE TABLE source_drop (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text NOT NULL,
  position    bigint NOT NULL,
  dropped     bigint NOT NULL,
  since       timestamptz NOT NULL,
  until       timestamptz NOT NULL,
  reason      text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX source_drop_recorded_at ON source_drop (recorded_at);

-- What could not be stored as a flow, byte-exact up to a bound, with a reason a person can read.
CREATE TABLE set_aside (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text NOT NULL,
  position    bigint NOT NULL,
  reason      text NOT NULL,
  payload     bytea NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX set_aside_recorded_at ON set_aside (recorded_at);
