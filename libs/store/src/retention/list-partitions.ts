import type { ClientBase } from 'pg';
import { LEAVING } from '../write/leaving.js';
import { spanOf, type PartitionSpan } from '../write/partition-span.js';

/** `age`: as configured. `room`: the disk guard took it before its time, which is noted as a drop and in the audit. */
export type DropReason = 'age' | 'room';

/** A partition that is there now. */
export interface StoredPartition extends PartitionSpan {
  /** With its indexes and what is stored beside the rows. */
  bytes: number;
  /** Dropping it began, and did not end. */
  leaving: 'detaching' | 'detached' | null;
  /** What dropping it began for. */
  reason: DropReason | null;
}

/** The partitions of these tables, oldest first, with those whose dropping was cut off. What somebody else detaches is not ours. */
export async function listPartitions(client: ClientBase, tables: readonly string[]): Promise<StoredPartition[]> {
  const { rows } = await client.query<{ table: string; name: string; bytes: string; leaving: StoredPartition['leaving']; reason: DropReason | null }>(
    `SELECT parent.relname AS table, child.relname AS name, pg_total_relation_size(child.oid) AS bytes,
            CASE WHEN inhdetachpending THEN 'detaching' END AS leaving,
            CASE WHEN inhdetachpending THEN substr(obj_description(child.oid, 'pg_class'), length($2) + 1) END AS reason
     FROM pg_inherits JOIN pg_class AS parent ON parent.oid = inhparent JOIN pg_class AS child ON child.oid = inhrelid
     WHERE parent.relname = ANY($1) AND parent.relnamespace = current_schema()::regnamespace
       AND (NOT inhdetachpending OR starts_with(obj_description(child.oid, 'pg_class'), $2))
     UNION ALL
     SELECT regexp_replace(relname, '_\\d+$', ''), relname, pg_total_relation_size(oid), 'detached', substr(obj_description(oid, 'pg_class'), length($2) + 1)
     FROM pg_class
     WHERE relkind = 'r' AND NOT relispartition AND relnamespace = current_schema()::regnamespace
       AND starts_with(obj_description(oid, 'pg_class'), $2) AND regexp_replace(relname, '_\\d+$', '') = ANY($1)`,
    [tables, LEAVING],
  );
  return rows
    .flatMap(({ table, name, bytes, leaving, reason }) => {
      const span = spanOf(table, name);
      return span ? [{ ...span, bytes: Number(bytes), leaving, reason }] : [];
    })
    .sort((a, b) => a.to - b.to);
}
