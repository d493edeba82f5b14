-- Roll-ups are kept longer than rows, but not for ever: partitioned by month they go as rows do,
-- a partition at a time. Later months are made by the recorder.
DO $$
DECLARE
  rollup text;
  axis   text;
  fill   integer;
  key    text;
  month  timestamptz;
BEGIN
  -- Months begin at midnight UTC, whatever the session thinks.
  PERFORM set_config('timezone', 'UTC', true);
  FOREACH rollup IN ARRAY ARRAY[
    'http_minute', 'http_pair_minute', 'kafka_minute', 'send_minute', 'group_minute', 'partition_minute', 'database_minute', 'latency_hour'
  ] LOOP
    axis := CASE rollup WHEN 'latency_hour' THEN 'hour' ELSE 'minute' END;
    fill := CASE rollup WHEN 'latency_hour' THEN 50 ELSE 70 END;
    SELECT pg_get_constraintdef(oid) INTO STRICT key FROM pg_constraint WHERE conrelid = rollup::regclass AND contype = 'p';
    EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', rollup, rollup || '_pkey', rollup || '_whole_pkey');
    EXECUTE format('ALTER TABLE %I RENAME TO %I', rollup, rollup || '_whole');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (%I)', rollup, rollup || '_whole', axis);
    EXECUTE format('ALTER TABLE %I ADD %s', rollup, key);
    EXECUTE format('SELECT date_trunc(''month'', least(min(%I), now() - interval ''1 month'')) FROM %I', axis, rollup || '_whole') INTO month;
    WHILE month <= now() + interval '1 month' LOOP
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = %s)',
        rollup || '_' || to_char(month, 'YYYYMM'), rollup, month, month + interval '1 month', fill
      );
      month := month + interval '1 month';
    END LOOP;
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', rollup, rollup || '_whole');
    EXECUTE format('DROP TABLE %I', rollup || '_whole');
  END LOOP;
END
$$;
