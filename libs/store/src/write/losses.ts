import { SET_ASIDE_BYTES } from '@contraflow/contract';
import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { storable } from './storable.js';

/** Notes what sources lost and what could not become a flow, so that both are counted and shown. */
export async function noteLosses(client: ClientBase, batches: SourceBatch[], recordedAt: number): Promise<void> {
  const drops = batches.flatMap(({ source, rows }) => rows.drops.map((row) => ({ source, row })));
  const recorded = new Date(recordedAt);
  if (drops.length > 0) {
    await client.query(
      `INSERT INTO source_drop (source, position, dropped, since, until, reason, recorded_at)
       SELECT *, $7::timestamptz FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[])`,
      [
        drops.map(({ source }) => source),
        drops.map(({ row }) => row.position),
        drops.map(({ row }) => row.dropped),
        drops.map(({ row }) => new Date(row.since).toISOString()),
        drops.map(({ row }) => new Date(row.until).toISOString()),
        drops.map(({ row }) => storable(row.reason)),
        recorded,
      ],
    );
  }
  const aside = batches.flatMap(({ source, rows }) => rows.setAside.map((row) => ({ source, row })));
  if (aside.length > 0) {
    await client.query(
      `INSERT INTO set_aside (source, position, reason, payload, recorded_at)
       SELECT *, $5::timestamptz FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[])`,
      [
        aside.map(({ source }) => source),
        aside.map(({ row }) => row.position),
        aside.map(({ row }) => storable(row.reason)),
        aside.map(({ row }) => row.payload.subarray(0, SET_ASIDE_BYTES)),
        recorded,
      ],
    );
  }
}
