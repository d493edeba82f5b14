import fc from 'fast-check';
import { bucketBounds, bucketOf, merge, observe, packHistogram, quantiles, total, unpackHistogram, type Histogram } from './histogram.js';

const nanoseconds = fc.integer({ min: 2, max: 2 ** 53 - 1 });
const histogramOf = (values: number[]) => {
  const histogram: Histogram = new Map();
  for (const value of values) observe(histogram, value);
  return histogram;
};

test('a value lies within the bounds of its bucket, lower exclusive, upper inclusive', () => {
  fc.assert(
    fc.property(nanoseconds, (value) => {
      const [lower, upper] = bucketBounds(bucketOf(value));
      // Bounds are irrational, so a double may miss one by its last bit.
      expect(value).toBeGreaterThan(lower * (1 - 1e-14));
      expect(value).toBeLessThanOrEqual(upper * (1 + 1e-14));
    }),
  );
});

test('a power of two is the inclusive upper bound of its bucket', () => {
  for (let power = 1; power < 53; power++) {
    expect(bucketOf(2 ** power)).toBe(power * 32 - 1);
    expect(bucketOf(2 ** power + 1)).toBeGreaterThanOrEqual(power * 32 - 1);
  }
  expect(bucketOf(2 ** 20 + 1)).toBe(20 * 32);
});

test('nothing, negative and one nanosecond are counted in the first bucket', () => {
  expect([0, 1, -5, NaN].map(bucketOf)).toEqual([0, 0, 0, 0]);
});

test('a quantile is at most 1.1 % from the value of that rank', () => {
  fc.assert(
    fc.property(fc.array(nanoseconds, { minLength: 1, maxLength: 200 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, rank) => {
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(rank * values.length) - 1)]!;
      const [answer] = quantiles(histogramOf(values), [rank])!;
      // Half a nanosecond of rounding counts for small values.
      expect(Math.abs(answer! - exact)).toBeLessThanOrEqual(exact * 0.011 + 0.5);
    }),
  );
});

test('an empty histogram has no quantiles', () => {
  expect(quantiles(new Map(), [0.5])).toBeNull();
  expect(total(new Map())).toBe(0);
});

test('merging is the same as observing everything in one', () => {
  fc.assert(
    fc.property(fc.array(nanoseconds), fc.array(nanoseconds), (a, b) => {
      const merged = histogramOf(a);
      merge(merged, histogramOf(b));
      expect(merged).toEqual(histogramOf([...a, ...b]));
      expect(total(merged)).toBe(a.length + b.length);
    }),
  );
});

test('packing keeps every count, sorted by bucket, and unpacking adds up what comes twice', () => {
  const histogram: Histogram = new Map([[700, 3], [0, 2 ** 39], [1_695, 1]]);
  const packed = packHistogram(histogram);
  expect(packed).toEqual([...packed].sort((a, b) => (a < b ? -1 : 1)));
  expect(unpackHistogram(packed)).toEqual(histogram);
  expect(unpackHistogram([...packed.map(String), packed[0]!])).toEqual(new Map([[0, 2 ** 40], [700, 3], [1_695, 1]]));
});
