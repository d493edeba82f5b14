const BURST_EVERY_S = 60;
const BURST_FROM_S = 30;
const BURST_S = 10;
const BURST_FACTOR = 4;

/** Requests per second to send `elapsedMs` after the start: the usual rate, four times that for ten seconds a minute. */
export function rateAt(elapsedMs: number, usual: number): number {
  const second = (elapsedMs / 1000) % BURST_EVERY_S;
  const inBurst = second >= BURST_FROM_S && second < BURST_FROM_S + BURST_S;
  return inBurst ? usual * BURST_FACTOR : usual;
}
