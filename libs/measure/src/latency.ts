import type { HistogramBar, Quantiles } from '@contraflow/contract';
import { bucketBounds, quantiles, total, type Histogram } from './histogram.js';

/** p50, p95 and p99 of a histogram of nanoseconds; null when it is empty. */
export function quantilesOf(histogram: Histogram): Quantiles | null {
  const values = quantiles(histogram, [0.5, 0.95, 0.99]) as [number, number, number] | null;
  return values && { count: total(histogram), p50Ns: values[0], p95Ns: values[1], p99Ns: values[2] };
}

/** Buckets that one bar stands for: a quarter of a power of two. */
const BUCKETS_PER_BAR = 8;

/** A histogram of nanoseconds as bars for drawing, in order, empty ones left out. */
export function barsOf(histogram: Histogram): HistogramBar[] {
  const bars = new Map<number, number>();
  for (const [bucket, count] of histogram) {
    const bar = Math.floor(bucket / BUCKETS_PER_BAR);
    bars.set(bar, (bars.get(bar) ?? 0) + count);
  }
  return [...bars].sort(([a], [b]) => a - b).map(([bar, count]) => {
    const first = bar * BUCKETS_PER_BAR;
    return { fromNs: bucketBounds(first)[0], toNs: bucketBounds(first + BUCKETS_PER_BAR)[0], count };
  });
}
