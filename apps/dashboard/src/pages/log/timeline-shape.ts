import type { Timeline } from '@contraflow/contract';

/** Totals over the buckets of a timeline. */
export function totals(timeline: Timeline): { exchanges: number; failed: number; records: number } {
  const sum = { exchanges: 0, failed: 0, records: 0 };
  for (const [, exchanges, failed, records] of timeline.buckets) {
    sum.exchanges += exchanges;
    sum.failed += failed;
    sum.records += records;
  }
  return sum;
}

/** The range between two points of a drag, given as shares (0-1) of the width; null for a mere click. */
export function draggedRange(range: { from: number; to: number }, a: number, b: number): { from: number; to: number } | null {
  const [left, right] = [Math.min(a, b), Math.max(a, b)].map((share) => Math.min(1, Math.max(0, share))) as [number, number];
  if (right - left < 0.005) return null;
  const length = range.to - range.from;
  return { from: Math.floor(range.from + left * length), to: Math.ceil(range.from + right * length) };
}
