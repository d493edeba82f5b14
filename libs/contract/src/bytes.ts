import { z } from 'zod';

/** Bytes as they were, in base64 (JSON has no bytes). */
export const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'not base64');

/** The largest size that is believed, in bytes: 8 TiB. A million of them fit into the 64 bits of a sum. */
export const MOST_BYTES = 2 ** 43;

/** A whole number of bytes. */
export const ByteSize = z.number().int().min(0).max(MOST_BYTES);

/** The first bytes of a body; its true size stands beside it in the flow. */
export const BodyPrefix = z.object({ base64: Base64, truncated: z.boolean() });
export type BodyPrefix = z.infer<typeof BodyPrefix>;
