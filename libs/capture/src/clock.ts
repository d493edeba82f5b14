import { performance } from 'node:perf_hooks';

/** Beyond this the wall clock was set, and the anchor follows it. */
const TOLERANCE_MS = 2;
let anchorWall = performance.timeOrigin;
let anchorMonotonic = 0;

/** Now, in milliseconds since the Unix epoch with microseconds in the fraction; follows the wall clock when it is set. */
export function wallClock(): number {
  const monotonic = performance.now();
  const wall = Date.now();
  let now = anchorWall + monotonic - anchorMonotonic;
  if (Math.abs(now - wall) > TOLERANCE_MS) {
    anchorWall = wall;
    anchorMonotonic = monotonic;
    now = wall;
  }
  return Math.round(now * 1_000) / 1_000;
}

/** Whole nanoseconds between two readings of `performance.now()`, never negative. */
export function nanosecondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.round((toMs - fromMs) * 1e6));
}
