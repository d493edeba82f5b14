import type { ClientBase } from 'pg';
import { spanOf, type PartitionSpan } from '../write/partition-span.js';

/** A partition that is there now. */
export interface StoredPartition extends PartitionSpan {
  /** With its indexes and what is stored beside the rows. */
  bytes: number;
  /** Dropping it began, and did not end. */
  leaving: 'detaching' | 'detached' | null;
}

/** What a partition's comment says once it is to be dropped; `because` stands behind it. */
export const LEAVING = 'contraflow drops this: ';

/** The partitions of these tables, oldest first, with those whose dropping was cut off. */
export async function listPartitions(client: ClientBase, tables: readonly string[]): Promise<StoredPartition[]> {
  const { rows } = await client.query<{ table: string; name: string; bytes: string; leaving: StoredPartition['leaving'] }>(
    `SELECT parent.relname AS table, child.relname AS name, pg_total_relation_size(child.oid) AS bytes,
            CASE WHEN inhdetachpending THEN 'detaching' END AS leaving
     FROM pg_inherits JOIN pg_class AS parent ON parent.oid = inhparent JOIN pg_class AS child ON child.oid = inhrelid
     WHERE parent.relname = ANY($1) AND parent.relnamespace = current_schema()::regnamespace
     UNION ALL
     SELECT regexp_replace(relname, '_\\d+$', ''), relname, pg_total_relation_size(oid), 'detached'
     FROM pg_class
     WHERE relkind = 'r' AND NOT relispartition AND relnamespace = current_schema()::regnamespace
       AND starts_with(obj_description(oid, 'pg_class'), $2) AND regexp_replace(relname, '_\\d+$', '') = ANY($1)`,
    [tables, LEAVING],
  );
  return rows
    .flatMap(({ table, name, bytes, leaving }) => {
      const span = spanOf(table, name);
      return span ? [{ ...span, bytes: Number(bytes), leaving }] : [];
    })
    .sort((a, b) => a.to - b.to);
}

/** What the whole database takes on its disk, in bytes. */
export async function storageBytes(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  return Number(rows[0]?.bytes);
}
