import { calendarDay, clock, zoneName, type Zone } from '../format/times.js';
import { lengthText, lengthWords, readLength } from './length.js';
import { addDays, calendarTime, offsetOf, type OffsetAt } from './zone-clock.js';

/** A window of time: a length that ends now, such as `6h`, or one with both ends fixed (epoch ms, `to` exclusive). */
export type Range = { preset: string } | { from: number; to: number };

/** Those that are offered; any other length can be typed. */
export const PRESETS = { '5m': '5 min', '15m': '15 min', '30m': '30 min', '1h': '1 h', '3h': '3 h', '6h': '6 h', '12h': '12 h', '24h': '24 h', '2d': '2 d', '7d': '7 d', '14d': '14 d', '30d': '30 d' } as const;

/** The range that a page opens with. */
export const DEFAULT_RANGE = '1h';

const lengthOf = (preset: string) => readLength(preset) ?? 3_600_000;

/** As it stands in the address: `1h`, or `from-to` in epoch ms of 12 digits and more. */
export function rangeText(range: Range): string {
  return 'preset' in range ? range.preset : `${padded(Math.floor(range.from))}-${padded(Math.ceil(range.to))}`;
}

const padded = (ms: number) => String(ms).padStart(12, '0');

/** Both ends, for a question to the server. */
export function resolveRange(range: Range, now: number): { from: number; to: number } {
  return 'preset' in range ? { from: now - lengthOf(range.preset), to: now } : range;
}

/** The same window with its ends fixed, so that a link to it shows the same tomorrow. */
export function pinRange(range: Range, now: number): Range {
  return resolveRange(range, now);
}

/** For a sentence: `the last hour`, `2026-11-22 10:00:00 to 11:00:00`. Where clocks changed between the ends, each says its own. */
export function rangeWords(range: Range, zone: Zone): string {
  if ('preset' in range) return `the last ${lengthWords(lengthOf(range.preset))}`;
  const { from, to } = range;
  const day = (instant: number) => calendarDay(instant, zone);
  const time = (instant: number) => clock(instant, zone, from % 1_000 !== 0 || to % 1_000 !== 0);
  const changed = zoneName(zone, from) !== zoneName(zone, to);
  const named = (instant: number) => (changed ? ` ${zoneName(zone, instant)}` : '');
  return `${day(from)} ${time(from)}${named(from)} to ${day(from) === day(to) ? '' : `${day(to)} `}${time(to)}${named(to)}`;
}

/**
 * The window of the same length before (-1) or after (1) this one. Whole days stay whole days, also where one of them
 * has 23 or 25 hours. One that would reach into the future ends now.
 */
export function shiftRange(range: Range, direction: -1 | 1, now: number, zone: Zone, offsetAt: OffsetAt = offsetOf(zone)): Range {
  const { from, to } = resolveRange(range, now);
  const days = wholeDays(from, to, offsetAt);
  const move = (instant: number) => (days === null || 'preset' in range ? instant + direction * (to - from) : addDays(instant, direction * days, offsetAt));
  const next = { from: move(from), to: move(to) };
  if (next.to < now) return next;
  return { preset: lengthText(Math.round((to - from) / 1_000) * 1_000) };
}

/** How many days lie between two ends at the same time of the clock; null where that is no whole number. */
function wholeDays(from: number, to: number, offsetAt: OffsetAt): number | null {
  const [a, b] = [calendarTime(from, offsetAt), calendarTime(to, offsetAt)];
  const days = (Date.UTC(b.year, b.month - 1, b.day) - Date.UTC(a.year, a.month - 1, a.day)) / 86_400_000;
  return a.ms === b.ms && days >= 1 ? days : null;
}
