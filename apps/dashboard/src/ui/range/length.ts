const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: readonly [pattern: RegExp, ms: number][] = [
  [/^(s|secs?|seconds?)$/, SECOND],
  [/^(m|mins?|minutes?)$/, MINUTE],
  [/^(h|hrs?|hours?)$/, HOUR],
  [/^(d|days?)$/, DAY],
  [/^(w|weeks?)$/, 7 * DAY],
];

/** Ten years: further back nothing is kept. */
export const LONGEST_MS = 3_653 * DAY;

/** A length of time as people write it: `30m`, `1h30m`, `6 hours`, `P1DT12H`; milliseconds, null where it is none. */
export function readLength(text: string): number | null {
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text);
  if (iso) {
    const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number];
    return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND || null;
  }
  // A capital M means months elsewhere: it is not read as minutes.
  if (/\dM\b/.test(text) || !/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/i.test(text)) return null;
  let sum = 0;
  for (const [, amount, name] of text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = UNITS.find(([pattern]) => pattern.test(name as string));
    if (!unit) return null;
    sum += Number(amount) * unit[1];
  }
  return sum > 0 ? Math.round(sum) : null;
}

/** The shortest way to write a length in one unit: `90m`, `6h`, `7d`. A day is `24h`. */
export function lengthText(ms: number): string {
  if (ms % DAY === 0 && ms > DAY) return `${ms / DAY}d`;
  if (ms % HOUR === 0) return `${ms / HOUR}h`;
  return ms % MINUTE === 0 ? `${ms / MINUTE}m` : `${ms / SECOND}s`;
}

/** In words: `15 minutes`, `hour`, `7 days`; the one is left out, as in `the last hour`. */
export function lengthWords(ms: number): string {
  const text = lengthText(ms);
  const amount = text.slice(0, -1);
  const unit = { s: 'second', m: 'minute', h: 'hour', d: 'day' }[text.slice(-1)] as string;
  return amount === '1' ? unit : `${amount} ${unit}s`;
}
