import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in cookies and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret. It has 256 random bits, so a slow hash would add nothing. */
export function hashOfSecret(secret: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(secret).digest() as Buffer<ArrayBuffer>;
}
