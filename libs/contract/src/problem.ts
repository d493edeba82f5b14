import { z } from 'zod';

/** RFC 9457 problem details: what happened (`title`), what it means and what to do (`detail`). */
export const Problem = z.object({
  type: z.string().default('about:blank'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** Column (1-based) of a mistake in a filter. */
  column: z.number().int().optional(),
  /** Seconds to wait before another try. */
  retryAfter: z.number().optional(),
});
export type Problem = z.infer<typeof Problem>;
