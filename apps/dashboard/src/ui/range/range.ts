import { absolute, calendarDay, clock, type Zone } from '../format/times.js';

/** A window of time: one that ends now, or one with both ends fixed (epoch ms, `to` exclusive). */
export type Range = { preset: Preset } | { from: number; to: number };

export const PRESETS = { '15m': '15 min', '1h': '1 h', '24h': '24 h' } as const;
export type Preset = keyof typeof PRESETS;
const LENGTH_MS: Record<Preset, number> = { '15m': 15 * 60_000, '1h': 3_600_000, '24h': 86_400_000 };

/** The range that a page opens with. */
export const DEFAULT_RANGE = '1h';

/** As it stands in the address: `1h`, or `from-to` in epoch ms. */
export function rangeText(range: Range): string {
  return 'preset' in range ? range.preset : `${Math.floor(range.from)}-${Math.ceil(range.to)}`;
}

/** The reverse of {@link rangeText}; null for what is not a range. */
export function parseRange(text: string): Range | null {
  if (Object.hasOwn(PRESETS, text)) return { preset: text as Preset };
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  return from < to ? { from, to } : null;
}

/** Both ends, for a question to the server. */
export function resolveRange(range: Range, now: number): { from: number; to: number } {
  return 'preset' in range ? { from: now - LENGTH_MS[range.preset], to: now } : range;
}

/** The same window with its ends fixed, so that a link to it shows the same tomorrow. */
export function pinRange(range: Range, now: number): Range {
  return resolveRange(range, now);
}

/** For a sentence: `the last hour`, `22 Nov 10:00:00 to 11:00:00`. */
export function rangeWords(range: Range, zone: Zone): string {
  if ('preset' in range) return { '15m': 'the last 15 minutes', '1h': 'the last hour', '24h': 'the last 24 hours' }[range.preset];
  const oneDay = calendarDay(range.from, zone) === calendarDay(range.to, zone);
  return `${calendarDay(range.from, zone)} ${clock(range.from, zone)} to ${oneDay ? clock(range.to, zone) : absolute(range.to, zone).slice(0, 19)}`;
}
