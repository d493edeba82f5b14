import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(8_192);
let used = pool.length;

/** `bytes` random bytes as lower-case hex, from a pool, because one system call an id is too dear on the hot path. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/**
 * A UUID of version 7 (RFC 9562) for a given moment; the generators of packages take the present one.
 * @param instant milliseconds since the Unix epoch; the fraction is left out
 */
export function uuidV7At(instant: number): string {
  const time = Math.floor(instant).toString(16).padStart(12, '0');
  const random = randomHex(10);
  const variant = ((Number.parseInt(random[3] as string, 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/** A W3C trace id: 16 random bytes, never all zero. */
export const newTraceId = (): string => nonZero(16);
/** A W3C span id: 8 random bytes, never all zero. */
export const newSpanId = (): string => nonZero(8);

function nonZero(bytes: number): string {
  for (;;) {
    const id = randomHex(bytes);
    if (/[^0]/.test(id)) return id;
  }
}
