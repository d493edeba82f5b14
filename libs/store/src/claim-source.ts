import type { ClientBase } from 'pg';
import type { SourceClaim, SourceDescription } from './batch.js';

/** Takes a source over: whoever recorded from it before is refused by the fence from now on. */
export async function claimSource(client: ClientBase, description: SourceDescription): Promise<SourceClaim> {
  const { rows } = await client.query<{ epoch: string; next: string }>(
    `INSERT INTO source_position AS held (source, kind, label, next) VALUES ($1, $2, $3, $4)
     ON CONFLICT (source) DO UPDATE SET epoch = held.epoch + 1, kind = EXCLUDED.kind, label = EXCLUDED.label, claimed_at = now()
     RETURNING epoch, next`,
    [description.source, description.kind, description.label, description.startAt],
  );
  const { epoch, next } = rows[0] as { epoch: string; next: string };
  return { source: description.source, epoch: Number(epoch), next: BigInt(next) };
}
