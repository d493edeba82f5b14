/** Milliseconds in a minute: the step of every roll-up. */
export const MINUTE_MS = 60_000;
/** Milliseconds in an hour: the step of the sums of roll-ups. */
export const HOUR_MS = 60 * MINUTE_MS;

/** Start of the minute that holds `instant` (epoch milliseconds). */
export function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

const STEPS_MS = [1, 2, 5, 10, 15, 30].map((s) => s * 1_000).concat(
  [1, 2, 5, 10, 15, 30].map((m) => m * 60_000),
  [1, 2, 3, 6, 12, 24].map((h) => h * 3_600_000),
  [2, 7, 14, 28].map((d) => d * 86_400_000),
);

/** The smallest round step with which `rangeMs` falls into at most `limit` buckets. */
export function bucketStep(rangeMs: number, limit: number, smallestMs = 1_000): number {
  const last = STEPS_MS[STEPS_MS.length - 1] as number;
  return STEPS_MS.find((step) => step >= smallestMs && rangeMs / step <= limit) ?? Math.max(last, Math.ceil(rangeMs / limit));
}
