import type { ClientBase } from 'pg';
import { SourceHeld, type SourceClaim, type SourceDescription } from './batch.js';

/**
 * Takes a source over: whoever recorded from it before is refused by the fence from now on. A source remembers the key
 * that claimed it, and no other key claims it before that one is revoked or expired.
 * @throws SourceHeld when another key has it
 */
export async function claimSource(client: ClientBase, description: SourceDescription): Promise<SourceClaim> {
  const { rows } = await client.query<{ epoch: string; next: string }>(
    `INSERT INTO source_position AS held (source, kind, label, next, key_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (source) DO UPDATE SET epoch = held.epoch + 1, kind = EXCLUDED.kind, label = EXCLUDED.label, key_id = EXCLUDED.key_id, claimed_at = now()
     WHERE held.key_id IS NULL OR held.key_id = EXCLUDED.key_id
       OR NOT EXISTS (SELECT FROM api_key WHERE id = held.key_id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()))
     RETURNING epoch, next`,
    [description.source, description.kind, description.label, description.startAt, description.keyId ?? null],
  );
  if (!rows[0]) throw new SourceHeld(description.source);
  const { epoch, next } = rows[0];
  return { source: description.source, epoch: Number(epoch), next: BigInt(next) };
}
