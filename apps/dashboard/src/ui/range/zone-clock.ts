import type { Zone } from '../format/times.js';

/** Fields of a calendar day and a time of it, as people write them: months from 1. */
export interface CalendarTime {
  year: number;
  month: number;
  day: number;
  /** Since midnight by the clock on the wall, which on some days jumps. */
  ms: number;
}

/** Minutes that the clocks of a zone are ahead of UTC at an instant (epoch ms). */
export type OffsetAt = (instant: number) => number;

const DAY_MS = 86_400_000;

export const offsetOf = (zone: Zone): OffsetAt => (zone === 'UTC' ? () => 0 : (instant) => -new Date(instant).getTimezoneOffset());

/** What calendar and clock show at an instant. */
export function calendarTime(instant: number, offsetAt: OffsetAt): CalendarTime {
  const shown = instant + offsetAt(instant) * 60_000;
  const date = new Date(shown);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), ms: ((shown % DAY_MS) + DAY_MS) % DAY_MS };
}

/**
 * The instants at which calendar and clock show that: usually one, two where clocks go back, none where they go
 * forward over it. Months and days out of bounds are carried on, as `Date.UTC` does.
 */
export function instantsOf({ year, month, day, ms }: CalendarTime, offsetAt: OffsetAt): number[] {
  const shown = Date.UTC(year, month - 1, day) + ms;
  const offsets = new Set([offsetAt(shown - DAY_MS), offsetAt(shown + DAY_MS)]);
  return [...offsets]
    .map((offset) => shown - offset * 60_000)
    .filter((instant) => instant + offsetAt(instant) * 60_000 === shown)
    .sort((a, b) => a - b);
}

/** The first instant of a day; where clocks jump over midnight, the first one after it. */
export function startOfDay(time: CalendarTime, offsetAt: OffsetAt): number {
  const [midnight] = instantsOf({ ...time, ms: 0 }, offsetAt);
  if (midnight !== undefined) return midnight;
  const shown = Date.UTC(time.year, time.month - 1, time.day);
  return shown - Math.min(offsetAt(shown - DAY_MS), offsetAt(shown + DAY_MS)) * 60_000;
}

/** The same time of the clock so many days later; where there is none, the hour is taken as if clocks had not gone forward yet. */
export function addDays(instant: number, days: number, offsetAt: OffsetAt): number {
  const time = calendarTime(instant, offsetAt);
  const moved = { ...time, day: time.day + days };
  const [first] = instantsOf(moved, offsetAt);
  if (first !== undefined) return first;
  const shown = Date.UTC(moved.year, moved.month - 1, moved.day) + moved.ms;
  return shown - offsetAt(shown - DAY_MS) * 60_000;
}
