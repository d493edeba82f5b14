import { readLength } from './length.js';

/** What is wrong with a range, for the person who wrote it. */
export class RangeMistake extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RangeMistake';
  }
}

/** One end of a range. `offset` are minutes ahead of UTC, where the text names them. */
export type End =
  | { kind: 'now'; ago: number }
  | { kind: 'length'; ms: number }
  | { kind: 'time'; date: { year: number; month: number; day: number } | { daysAgo: number } | null; ms: number | null; offset: number | null };

const DATE = String.raw`(?:(\d{4})-(\d{1,2})-(\d{1,2})|(today|yesterday))`;
const CLOCK = String.raw`(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?)?\s*([ap]m)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+−-]\d\d:?\d\d)?`;
const TIME = new RegExp(`^(?:${DATE})?(?:(?:^|[ T]+)${CLOCK}${ZONE})?$`, 'i');

/** Reads one end; null for what is none. @throws RangeMistake for a day or a time that there is not */
export function readEnd(text: string): End | null {
  const trimmed = text.trim();
  if (/^now$/i.test(trimmed)) return { kind: 'now', ago: 0 };
  const ago = /^now\s*-\s*(.+)$/i.exec(trimmed)?.[1] ?? /^(.+?)\s+ago$/i.exec(trimmed)?.[1] ?? /^-(.+)$/.exec(trimmed)?.[1];
  const before = ago === undefined ? null : readLength(ago);
  if (before !== null) return { kind: 'now', ago: before };
  const length = readLength(trimmed);
  if (length !== null) return { kind: 'length', ms: length };
  const match = trimmed === '' ? null : TIME.exec(trimmed);
  if (!match) return null;
  const [, year, month, day, word, hour, minute, second, fraction, half, zone] = match;
  // A number alone could be anything.
  if (hour !== undefined && minute === undefined && half === undefined) return null;
  return {
    kind: 'time',
    date: word ? { daysAgo: word.toLowerCase() === 'today' ? 0 : 1 } : year ? existingDay(Number(year), Number(month), Number(day)) : null,
    ms: hour === undefined ? null : clockMs(trimmed, hour, minute, second, fraction, half),
    offset: zone === undefined ? null : offsetMinutes(zone),
  };
}

function existingDay(year: number, month: number, day: number): { year: number; month: number; day: number } {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() + 1 === month && date.getUTCDate() === day) return { year, month, day };
  throw new RangeMistake(`There is no day ${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}. Days are written year-month-day.`);
}

function clockMs(text: string, hour: string, minute = '0', second = '0', fraction = '0', half?: string): number {
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const wrongHalf = half !== undefined && (Number(hour) < 1 || Number(hour) > 12);
  const ms = ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1_000 + Number(fraction.padEnd(3, '0'));
  if (wrongHalf || Number(minute) > 59 || Number(second) > 59 || ms > 86_400_000) throw new RangeMistake(`There is no such time of day in “${text}”: hours run from 00:00 to 24:00.`);
  return ms;
}

function offsetMinutes(zone: string): number {
  const match = /^([+−-])(\d\d):?(\d\d)$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '+' ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3]));
}
