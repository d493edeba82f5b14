-- With autosummarize Postgres queues a request for each 32 pages and index, 256 of them a minute at the most, and writes
-- three lines into its log for every one that finds no room: from some 400 rows a second on. The recorder asks for
-- summaries itself now (libs/store/src/summaries.ts). Indexes of the partitioned tables themselves cannot be changed: what
-- a new partition has from them is changed when it is made (libs/store/src/write/partitions.ts).
DO $$
DECLARE
  index regclass;
BEGIN
  FOR index IN
    SELECT class.oid FROM pg_class AS class JOIN pg_am AS method ON method.oid = class.relam
    WHERE method.amname = 'brin' AND class.relkind = 'i' AND class.relnamespace = current_schema()::regnamespace AND 'autosummarize=on' = ANY (class.reloptions)
  LOOP
    EXECUTE format('ALTER INDEX %s SET (autosummarize = off)', index);
  END LOOP;
END
$$;
