import { z } from 'zod';

/** Bytes as they were, in base64 (JSON has no bytes). */
export const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'not base64');

/** A whole number of bytes. */
export const ByteSize = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The first bytes of a body; its true size stands beside it in the flow. */
export const BodyPrefix = z.object({ base64: Base64, truncated: z.boolean() });
export type BodyPrefix = z.infer<typeof BodyPrefix>;
