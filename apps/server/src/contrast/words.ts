const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Three significant digits without padding. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A duration in nanoseconds in words, such as `48 ms` or `1.5 min`. */
export function durationWords(ns: number): string {
  if (ns < 1e3) return `${digits(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`;
  const seconds = ns / 1e9;
  if (seconds < 2 * MINUTE) return `${digits(seconds)} s`;
  if (seconds < 2 * HOUR) return `${digits(seconds / MINUTE)} min`;
  return seconds < 2 * DAY ? `${digits(seconds / HOUR)} h` : `${digits(seconds / DAY)} d`;
}

/** A window ending now may be a minute longer than it was asked for: it is widened to whole minutes. */
const ROUND: [seconds: number, words: string][] = [[15 * MINUTE, '15 min'], [HOUR, 'hour'], [DAY, '24 h']];

/** How a sentence about a window begins; times are epoch milliseconds. */
export function windowWords(from: number, to: number, now: number): string {
  const seconds = (to - from) / 1_000;
  if (now - to > 2 * MINUTE * 1_000) return `From ${utcWords(from)} to ${utcWords(to)} UTC`;
  const round = ROUND.find(([length]) => Math.abs(seconds - length) <= MINUTE);
  return `In the last ${round ? round[1] : durationWords(seconds * 1e9)}`;
}

/** A moment to the minute, in UTC: `2026-11-22 10:05`. */
export function utcWords(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

/** A share in words: `99.8 %`; never rounded up to all or down to none. */
export function shareWords(part: number, whole: number): string {
  if (part === whole) return '100 %';
  const hundredths = Math.floor((part / whole) * 10_000);
  return hundredths === 0 && part > 0 ? 'under 0.01 %' : `${hundredths / 100} %`;
}
