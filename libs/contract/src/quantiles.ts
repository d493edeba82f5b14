import { z } from 'zod';
import { Nanoseconds } from './time.js';

/** p50, p95 and p99 of a latency, always together, with how many were measured. */
export const Quantiles = z.object({
  count: z.number().int().min(0),
  p50Ns: Nanoseconds,
  p95Ns: Nanoseconds,
  p99Ns: Nanoseconds,
});
export type Quantiles = z.infer<typeof Quantiles>;

/** One bar of a latency histogram: values in [fromNs, toNs). */
export const HistogramBar = z.object({ fromNs: z.number(), toNs: z.number(), count: z.number().int() });
export type HistogramBar = z.infer<typeof HistogramBar>;

/** A series over time; null is a gap and is drawn as one. */
export const Series = z.object({ stepMs: z.number(), points: z.array(z.tuple([z.number(), z.number().nullable()])) });
export type Series = z.infer<typeof Series>;
