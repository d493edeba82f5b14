import { calendarDay, clock, type Zone } from '../format/times.js';

/** What a date picker shows for an instant: `2026-11-22 10:41:00` in the chosen zone. */
export function pickerText(instant: number, zone: Zone): string {
  return `${calendarDay(instant, zone)} ${clock(instant, zone)}`;
}

/** The instant (epoch ms) of a date picker's text in the chosen zone; null when it is none. */
export function pickedInstant(text: string | null, zone: Zone): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?$/.exec(text ?? '');
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const instant = zone === 'UTC' ? Date.UTC(year, month - 1, day, hour, minute, second) : new Date(year, month - 1, day, hour, minute, second).getTime();
  return Number.isNaN(instant) ? null : instant;
}
