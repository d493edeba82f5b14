import { observe, total, type Histogram } from './histogram.js';
import { barsOf, quantilesOf } from './latency.js';

test('bars hold every value once, in order, within bounds that join up', () => {
  const histogram: Histogram = new Map();
  for (let value = 1; value <= 5_000; value += 7) observe(histogram, value * 1_000);
  const bars = barsOf(histogram);
  expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(total(histogram));
  for (const [at, bar] of bars.entries()) {
    expect(bar.toNs / bar.fromNs).toBeCloseTo(2 ** 0.25, 10);
    if (at > 0) expect(bar.fromNs).toBeGreaterThanOrEqual(bars[at - 1]!.toNs * 0.999_999);
  }
});

test('quantiles come with their count, and nothing has none', () => {
  const histogram: Histogram = new Map();
  for (let ms = 1; ms <= 100; ms += 1) observe(histogram, ms * 1e6);
  const found = quantilesOf(histogram)!;
  expect(found.count).toBe(100);
  for (const [value, exact] of [[found.p50Ns, 50e6], [found.p95Ns, 95e6], [found.p99Ns, 99e6]] as const) expect(Math.abs(value / exact - 1)).toBeLessThan(0.012);
  expect(quantilesOf(new Map())).toBeNull();
});
