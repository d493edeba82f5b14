import { z } from 'zod';

/**
 * A moment on the wire: milliseconds since the Unix epoch, in UTC. The fraction
 * carries microseconds where the source has them, as Postgres' `timestamptz` does.
 */
export const Instant = z.number().min(-8.64e15).max(8.64e15);
export type Instant = z.infer<typeof Instant>;

/** A duration in nanoseconds. A double holds 104 days of them exactly. */
export const Nanoseconds = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A half-open range of time: `from` belongs to it, `to` does not. */
export const TimeRange = z
  .object({ from: Instant, to: Instant })
  .refine((range) => range.from < range.to, 'from has to be before to');
export type TimeRange = z.infer<typeof TimeRange>;
