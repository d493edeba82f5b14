import type { ApiKey } from '@contraflow/contract';

/** Whether a key still works. */
export function isGood({ revokedAt, expiresAt }: ApiKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
