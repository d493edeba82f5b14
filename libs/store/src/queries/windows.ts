import type { Deadline } from './ask.js';

/** A half-open range of epoch milliseconds. */
export interface Window {
  from: number;
  to: number;
}

const FIRST_MS = 15_000;
const LARGEST_MS = 6 * 3_600_000;

/**
 * Windows over [from, to), newest first. The tables have no index that gives rows in
 * order of time, only BRIN to find a range quickly; so a search for the newest rows looks
 * at a short window first and at longer ones while it has not found enough. A window
 * grows by four at most, and only as far as the time left lets the next one end.
 */
export function* windowsBack(from: number, to: number, deadline: Deadline): Generator<Window> {
  let size = FIRST_MS;
  let end = to;
  while (end > from) {
    const start = Math.max(from, end - size);
    const before = deadline.leftMs;
    yield { from: start, to: end };
    const took = Math.max(1, before - deadline.leftMs);
    size = Math.min(LARGEST_MS, size * Math.min(4, Math.max(0.25, deadline.leftMs / 3 / took)));
    end = start;
  }
}

const FORWARD_FIRST_MS = 60_000;
const FORWARD_SMALLEST_MS = 1_000;
const FORWARD_ROWS = 20_000;

/**
 * Windows over [from, to), oldest first; each is sorted by Postgres as a whole, so it
 * grows and shrinks with the rows that the one before it had. Hand those to `next`.
 */
export function* windowsForward(from: number, to: number): Generator<Window, void, number> {
  let size = FORWARD_FIRST_MS;
  for (let start = from; start < to; ) {
    const end = Math.min(to, start + size);
    const rows = yield { from: start, to: end };
    const factor = Math.min(4, Math.max(0.25, FORWARD_ROWS / Math.max(1, rows)));
    size = Math.min(LARGEST_MS, Math.max(FORWARD_SMALLEST_MS, size * factor));
    start = end;
  }
}
