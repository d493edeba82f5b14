/**
 * OpenTelemetry's base-2 exponential histogram at scale 5: 32 buckets per power
 * of two, so a bucket is 2^(1/32) = 2.19 % wide and its middle is at most 1.1 %
 * from any value in it. Source: OpenTelemetry metrics data model, "ExponentialHistogram";
 * its buckets are (base^i, base^(i+1)], upper bound inclusive. Values are whole nanoseconds.
 */
export const BUCKETS_PER_DOUBLING = 32;

/** A histogram as sparse counts by bucket index. */
export type Histogram = Map<number, number>;

/** The bucket of a value; anything up to 1 ns goes to bucket 0. */
export function bucketOf(valueNs: number): number {
  if (!(valueNs > 1)) return 0;
  return Math.max(0, Math.ceil(Math.log2(valueNs) * BUCKETS_PER_DOUBLING) - 1);
}

/** Lower (exclusive) and upper (inclusive) bound of a bucket, in ns. */
export function bucketBounds(bucket: number): [number, number] {
  return [2 ** (bucket / BUCKETS_PER_DOUBLING), 2 ** ((bucket + 1) / BUCKETS_PER_DOUBLING)];
}

/** Counts one value, or `count` of them. */
export function observe(histogram: Histogram, valueNs: number, count = 1): void {
  const bucket = bucketOf(valueNs);
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
}

/** Adds `from` into `into`. */
export function merge(into: Histogram, from: Histogram): void {
  for (const [bucket, count] of from) into.set(bucket, (into.get(bucket) ?? 0) + count);
}

/** How many values a histogram holds. */
export function total(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram.values()) sum += count;
  return sum;
}

/**
 * Quantiles by nearest rank, each answered with the geometric middle of its bucket.
 * @param ranks for example [0.5, 0.95, 0.99]
 * @returns nanoseconds in the order of `ranks`, rounded; null for an empty histogram
 */
export function quantiles(histogram: Histogram, ranks: number[]): number[] | null {
  const count = total(histogram);
  if (count === 0) return null;
  const buckets = [...histogram].sort(([a], [b]) => a - b);
  return ranks.map((rank) => {
    const wanted = Math.max(1, Math.ceil(rank * count));
    let seen = 0;
    for (const [bucket, n] of buckets) {
      seen += n;
      if (seen >= wanted) return middleOf(bucket);
    }
    return middleOf((buckets[buckets.length - 1] as [number, number])[0]);
  });
}

function middleOf(bucket: number): number {
  return Math.round(2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING));
}

const COUNT_BITS = 40n;
const COUNT_MASK = (1n << COUNT_BITS) - 1n;

/** The form in which Postgres adds histograms: `bucket << 40 | count`, sorted by bucket. */
export function packHistogram(histogram: Histogram): bigint[] {
  return [...histogram].sort(([a], [b]) => a - b).map(([bucket, count]) => (BigInt(bucket) << COUNT_BITS) | BigInt(count));
}

/** The reverse of {@link packHistogram}. */
export function unpackHistogram(packed: Iterable<bigint | string>): Histogram {
  const histogram: Histogram = new Map();
  for (const element of packed) {
    const value = BigInt(element);
    const bucket = Number(value >> COUNT_BITS);
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + Number(value & COUNT_MASK));
  }
  return histogram;
}
