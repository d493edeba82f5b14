import { z } from 'zod';
import { Instant } from './time.js';

export const HealthState = z.enum(['ok', 'degraded', 'down', 'off']);
export type HealthState = z.infer<typeof HealthState>;

/** One part of the system: how it is, since when, and in words. */
export const HealthItem = z.object({
  /** Stable name: `recorder`, `postgres`, `kafka`, `group:analytics`, `source:gateway` … */
  id: z.string(),
  label: z.string(),
  state: HealthState,
  since: Instant,
  /** Short figure for the strip, such as `0.4 s behind` or `1.8 ms commit`. */
  figure: z.string(),
  /** What it means and what to do, where it is not well. */
  detail: z.string().nullable(),
  /** The page of the dashboard that shows more of it: a path of ours, with its search. */
  href: z.string().max(512).regex(/^\/(?!\/)/, 'not a path of the dashboard').optional(),
});
export type HealthItem = z.infer<typeof HealthItem>;

export const HealthReport = z.object({ at: Instant, items: z.array(HealthItem) });
export type HealthReport = z.infer<typeof HealthReport>;
