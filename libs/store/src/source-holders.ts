import type { PrismaClient } from './generated/client.js';

type Asking = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

/** Who may record a source, now. */
export interface SourceHolder {
  epoch: number;
  /** The API key that claimed it; null where that is not known, or it is no sender's. */
  keyId: string | null;
}

/** The name in `capture:<name>:<spool id>`, by which keys are given to senders and people know them. */
export function nameOfSource(source: string): string {
  return /^capture:([^:]+):/.exec(source)?.[1] ?? source;
}

/** @returns null for a source that was never claimed */
export async function readSourceHolder(prisma: Asking, source: string): Promise<SourceHolder | null> {
  const [row] = await prisma.$queryRaw<{ epoch: bigint; key_id: string | null }[]>`SELECT epoch, key_id::text FROM source_position WHERE source = ${source}`;
  return row ? { epoch: Number(row.epoch), keyId: row.key_id } : null;
}

/** How many sources each key holds, by the key's id. */
export async function countHeldSources(prisma: Asking): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ key_id: string; held: bigint }[]>`SELECT key_id::text, count(*) AS held FROM source_position WHERE key_id IS NOT NULL GROUP BY key_id`;
  return new Map(rows.map(({ key_id, held }) => [key_id, Number(held)]));
}

/** The sources that a key holds. */
export async function readHeldSources(prisma: Asking, keyId: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ source: string }[]>`SELECT source FROM source_position WHERE key_id = ${keyId}::uuid ORDER BY source`;
  return rows.map(({ source }) => source);
}

/** Gives sources to another key. Their epoch moves on, so what the first one has under way is refused by the fence. */
export async function handSourcesOver(prisma: Asking, sources: string[], fromKeyId: string, toKeyId: string): Promise<void> {
  await prisma.$executeRaw`UPDATE source_position SET key_id = ${toKeyId}::uuid, epoch = epoch + 1 WHERE source = ANY (${sources}) AND key_id = ${fromKeyId}::uuid`;
}
