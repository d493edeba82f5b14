import type { Zone } from '../format/times.js';
import { lengthText, LONGEST_MS, readLength } from './length.js';
import type { Range } from './range.js';
import { readEnd, RangeMistake, type End } from './read-end.js';
import { addDays, calendarTime, instantsOf, offsetOf, startOfDay, type OffsetAt } from './zone-clock.js';

/** Dates that the server takes: 1970 to 9999. */
const LAST = Date.UTC(9999, 11, 31);
const LONGEST_TEXT = 120;
const FORMS = 'Write 30m, 6h or 7d for the time up to now, 14:00-15:00 for today, or 2026-11-25 14:00 - 15:00.';

export type ReadRange = { range: Range; mistake: null } | { range: null; mistake: string };

/**
 * Reads a range as people write it, and as it stands in addresses.
 * @param now epoch ms: what has no date is of today, or of yesterday where it would lie ahead
 * @returns the range, or what is wrong with the text
 */
export function readRange(text: string, now: number, zone: Zone, offsetAt: OffsetAt = offsetOf(zone)): ReadRange {
  try {
    const range = read(text.trim(), now, offsetAt);
    return { range: checked(range), mistake: null };
  } catch (error) {
    if (error instanceof RangeMistake) return { range: null, mistake: error.message };
    throw error;
  }
}

function read(text: string, now: number, offsetAt: OffsetAt): Range {
  if (text === '' || text.length > LONGEST_TEXT) throw new RangeMistake(text === '' ? `There is no range. ${FORMS}` : `This is too long to be a range. ${FORMS}`);
  const epoch = /^(\d{9,15})-(\d{9,15})$/.exec(text);
  // Eleven digits and fewer are seconds: as milliseconds they would be of the year 1973 or before.
  if (epoch) return { from: epochMs(epoch[1] as string), to: epochMs(epoch[2] as string) };
  const length = readLength(text.replace(/^(the\s+)?(last|past|now\s*-|-)\s*(?=\d)/i, '').replace(/\s+ago$/i, '') || text) ?? readLength(text.replace(/^(the\s+)?(last|past)\s+(?=[a-z]+$)/i, '1 '));
  if (length !== null) return { preset: bounded(length) };
  const day = readEnd(text);
  if (day?.kind === 'time' && day.date && day.ms === null) return wholeDay(day, now, offsetAt);
  const since = /^(?:since|from)\s+(.+)$/i.exec(text);
  const ends = since ? [since[1] as string, 'now'] : split(text);
  if (!ends) throw unreadable(text);
  return between(ends[0] as string, ends[1] as string, text, now, offsetAt);
}

const epochMs = (digits: string) => Number(digits) * (digits.length < 12 ? 1_000 : 1);

function bounded(ms: number): string {
  if (ms < 1_000) throw new RangeMistake('A range has at least one second.');
  if (ms > LONGEST_MS) throw new RangeMistake('A range up to now has at most ten years.');
  return lengthText(Math.round(ms / 1_000) * 1_000);
}

function unreadable(text: string): RangeMistake {
  return new RangeMistake(`“${text.length > 60 ? `${text.slice(0, 60)}…` : text}” is no range of time. ${FORMS}`);
}

/** Both ends of what has two. A minus parts clocks and what stands between blanks: dates have some of their own. */
function split(text: string): [string, string] | null {
  for (const separator of [/\s*\.\.\.?\s*/, /\s*[–—]\s*/, /\s+(?:to|until|till)\s+/i, /\s+-\s+/, /\//, /(?<=\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[ap]m)?|\dZ|\d\s*[ap]m)\s*-\s*(?=\d|now)/i, /(?<=\d{4}-\d\d-\d\d)\s*-\s*(?=\d)/]) {
    const parts = text.split(separator);
    if (parts.length === 2 && parts.every((part) => part !== '')) return parts as [string, string];
  }
  return null;
}

function wholeDay(day: Extract<End, { kind: 'time' }>, now: number, offsetAt: OffsetAt): Range {
  const date = dateOf(day, now, offsetAt);
  return { from: startOfDay(date, offsetAt), to: startOfDay({ ...date, day: date.day + 1 }, offsetAt) };
}

function between(left: string, right: string, text: string, now: number, offsetAt: OffsetAt): Range {
  const [first, last] = [readEnd(left), readEnd(right)];
  if (!first || !last) throw unreadable(text);
  if (last.kind === 'length') {
    if (first.kind === 'length') throw unreadable(text);
    const from = instantOf(first, now, offsetAt, 'from');
    return { from, to: from + last.ms };
  }
  const noDate = first.kind === 'time' && !first.date && last.kind === 'time' && !last.date;
  const from = first.kind === 'length' ? null : instantOf(first, now, offsetAt, 'from');
  const own = last.kind === 'time' && !last.date && first.kind === 'time' ? sameDay(first, last, from as number, offsetAt) : instantOf(last, now, offsetAt, 'to');
  const range = { from: from ?? own - (first as { ms: number }).ms, to: own };
  // Somebody who asks for 14:00-15:00 in the morning means yesterday's.
  if (noDate && range.from > now) return { from: addDays(range.from, -1, offsetAt), to: addDays(range.to, -1, offsetAt) };
  return range;
}

/** A right end without a date is of the left one's day, or of the next where it would lie before it. */
function sameDay(first: Extract<End, { kind: 'time' }>, last: Extract<End, { kind: 'time' }>, from: number, offsetAt: OffsetAt): number {
  const zone = last.offset ?? first.offset;
  const at = zone === null ? offsetAt : () => zone;
  const date = calendarTime(from, at);
  const to = atLast({ ...date, ms: last.ms ?? 0 }, at);
  return to > from ? to : atLast({ ...date, day: date.day + 1, ms: last.ms ?? 0 }, at);
}

function dateOf({ date }: Extract<End, { kind: 'time' }>, now: number, offsetAt: OffsetAt) {
  const today = calendarTime(now, offsetAt);
  if (date === null) return today;
  return 'daysAgo' in date ? { ...today, day: today.day - date.daysAgo } : { ...date, ms: 0 };
}

function instantOf(end: Exclude<End, { kind: 'length' }>, now: number, offsetAt: OffsetAt, side: 'from' | 'to'): number {
  if (end.kind === 'now') return now - end.ago;
  const { offset } = end;
  const at = offset === null ? offsetAt : () => offset;
  const date = dateOf(end, now, at);
  // A day alone is meant whole, up to its end.
  if (end.ms === null) return startOfDay(side === 'to' ? { ...date, day: date.day + 1 } : date, at);
  const time = { ...date, ms: end.ms };
  return side === 'to' ? atLast(time, at) : atFirst(time, at);
}

/** Where clocks go back a time comes twice: a range begins with the first and ends with the last, so that it holds all of it. */
const atFirst = (time: Parameters<typeof instantsOf>[0], offsetAt: OffsetAt) => existing(time, offsetAt)[0] as number;
const atLast = (time: Parameters<typeof instantsOf>[0], offsetAt: OffsetAt) => existing(time, offsetAt).at(-1) as number;

function existing(time: Parameters<typeof instantsOf>[0], offsetAt: OffsetAt): number[] {
  const found = instantsOf(time, offsetAt);
  if (found.length > 0) return found;
  const clock = new Date(time.ms).toISOString().slice(11, 16);
  throw new RangeMistake(`${clock} does not exist on that day in your time zone: clocks go forward over it. Take another time, or show times in UTC.`);
}

function checked(range: Range): Range {
  if ('preset' in range) return range;
  if (range.from >= range.to) throw new RangeMistake('This range ends before it begins, or as it does.');
  if (range.from < 0 || range.to > LAST) throw new RangeMistake('A range lies between the years 1970 and 9999.');
  return range;
}
