import { rangeText, rangeWords, resolveRange, shiftRange, type Range } from './range.js';
import { readRange } from './read-range.js';
import type { OffsetAt } from './zone-clock.js';

/** A Wednesday, 14:30 UTC. */
const NOW = Date.UTC(2026, 10, 25, 14, 30);
const utc = (text: string) => Date.parse(text.includes('Z') ? text : `${text}Z`);
const read = (text: string, now = NOW) => readRange(text, now, 'UTC');

/** Berlin in 2026: clocks go forward on 29 March and back on 25 October, both at 01:00 UTC. */
const berlin: OffsetAt = (instant) => (instant >= Date.UTC(2026, 2, 29, 1) && instant < Date.UTC(2026, 9, 25, 1) ? 120 : 60);
const there = (text: string, now = NOW) => readRange(text, now, 'local', berlin);

test.each([
  ['30m', '30m'], ['6h', '6h'], ['7d', '7d'], ['5 min', '5m'], ['90m', '90m'], ['1h30m', '90m'], ['1 hour', '1h'], ['last 6 hours', '6h'],
  ['the last 2 days', '2d'], ['last hour', '1h'], ['last week', '7d'], ['-15m', '15m'], ['now-15m', '15m'], ['now - 1d', '24h'], ['1d', '24h'],
  ['24h', '24h'], ['1w', '7d'], ['45s', '45s'], ['0.5h', '30m'], ['PT30M', '30m'], ['P1DT12H', '36h'], ['15 minutes ago', '15m'], [' 30m ', '30m'], ['6H', '6h'],
])('%j is the time up to now, %s', (text, preset) => expect(read(text)).toEqual({ range: { preset }, mistake: null }));

test.each([
  ['14:00-15:00', '2026-11-25T14:00', '2026-11-25T15:00'],
  ['14:00 – 15:00', '2026-11-25T14:00', '2026-11-25T15:00'],
  ['2pm-2:30 pm', '2026-11-25T14:00', '2026-11-25T14:30'],
  ['16:00-17:00', '2026-11-24T16:00', '2026-11-24T17:00'],
  ['23:00-01:00', '2026-11-24T23:00', '2026-11-25T01:00'],
  ['14:00:05-14:00:10', '2026-11-25T14:00:05', '2026-11-25T14:00:10'],
  ['yesterday', '2026-11-24T00:00', '2026-11-25T00:00'],
  ['today', '2026-11-25T00:00', '2026-11-26T00:00'],
  ['yesterday 23:00 to 01:00', '2026-11-24T23:00', '2026-11-25T01:00'],
  ['2026-11-20', '2026-11-20T00:00', '2026-11-21T00:00'],
  ['2026-11-20 to 2026-11-22', '2026-11-20T00:00', '2026-11-23T00:00'],
  ['2026-11-20 14:00 - 15:00', '2026-11-20T14:00', '2026-11-20T15:00'],
  ['2026-11-20 14:00 - 2026-11-21 02:00', '2026-11-20T14:00', '2026-11-21T02:00'],
  ['2026-11-20T14:00:00Z/2026-11-20T15:00:00Z', '2026-11-20T14:00', '2026-11-20T15:00'],
  ['2026-11-20T14:00:00.250+02:00..2026-11-20T15:00+02:00', '2026-11-20T12:00:00.250', '2026-11-20T13:00'],
  ['2026-11-20T14:00/PT90M', '2026-11-20T14:00', '2026-11-20T15:30'],
  ['PT1H/2026-11-20T14:00', '2026-11-20T13:00', '2026-11-20T14:00'],
  ['2026-11-20 14:00 to now', '2026-11-20T14:00', '2026-11-25T14:30'],
  ['since 14:00', '2026-11-25T14:00', '2026-11-25T14:30'],
  ['now-6h to now-2h', '2026-11-25T08:30', '2026-11-25T12:30'],
  ['1764079200000-1764082800000', '2025-11-25T14:00', '2025-11-25T15:00'],
  ['1764079200-1764082800', '2025-11-25T14:00', '2025-11-25T15:00'],
])('%j is from %s to %s', (text, from, to) => expect(read(text)).toEqual({ range: { from: utc(from), to: utc(to) }, mistake: null }));

test.each([
  ['', /no range/], ['garbage', /“garbage” is no range of time.*30m/], ['toString', /is no range/], ['1e3-2e3', /is no range/], ['15', /is no range/], ['5-5', /is no range/], ['14:00', /is no range/],
  ['1M', /is no range/], ['3 fortnights', /is no range/], ['0h', /is no range/], ['100y', /is no range/], ['9999d', /ten years/], ['0.0001s', /one second/],
  ['15:00 to', /is no range/], ['2026-11-20 15:00 - 2026-11-20 14:00', /ends before/], ['1764082800000-1764079200000', /ends before/],
  ['2026-02-30', /no day 2026-02-30/], ['2026-13-01 to now', /no day/], ['25:00-26:00', /no such time/], ['14:61-15:00', /no such time/], ['13pm-2pm', /no such time/],
  ['11/25/2026', /is no range/], ['x'.repeat(300), /too long/], ['999999999999990-999999999999999', /1970 and 9999/], ['<img src=x>', /is no range/],
])('%j is wrong, and says so', (text, mistake) => expect(read(text)).toEqual({ range: null, mistake: expect.stringMatching(mistake) as string }));

const hours = (range: Range | null) => range && 'from' in range && (range.to - range.from) / 3_600_000;

test('days on which clocks change have 23 and 25 hours', () => {
  expect(hours(there('2026-03-29').range)).toBe(23);
  expect(hours(there('2026-10-25').range)).toBe(25);
  expect(hours(there('2026-10-24 to 2026-10-25').range)).toBe(49);
});

test('an hour that comes twice is wholly in the range that names it, and one that never comes is said', () => {
  expect(there('2026-10-25 02:00 - 03:00').range).toEqual({ from: utc('2026-10-25T00:00'), to: utc('2026-10-25T02:00') });
  expect(there('2026-10-25 02:15 - 02:45').range).toEqual({ from: utc('2026-10-25T00:15'), to: utc('2026-10-25T01:45') });
  expect(there('2026-03-29 02:30 - 04:00').mistake).toMatch(/02:30 does not exist.*forward/);
});

test('a time written with its offset is that instant, in any zone', () =>
  expect(there('2026-10-25T02:30+01:00/2026-10-25T02:45+01:00').range).toEqual({ from: utc('2026-10-25T01:30'), to: utc('2026-10-25T01:45') }));

test('a clock without a date is of today in the chosen zone', () =>
  expect(there('00:30-01:00', utc('2026-11-24T23:45')).range).toEqual({ from: utc('2026-11-24T23:30'), to: utc('2026-11-25T00:00') }));

test('back and forward go by the length, and by calendar days where it is days', () => {
  const day = there('2026-10-26').range as Range;
  const before = shiftRange(day, -1, NOW, 'local', berlin);
  expect(before).toEqual(there('2026-10-25').range);
  expect(shiftRange(before, 1, NOW, 'local', berlin)).toEqual(day);
  expect(shiftRange({ from: 1_000, to: 4_000 }, 1, NOW, 'UTC')).toEqual({ from: 4_000, to: 7_000 });
  expect(shiftRange({ preset: '6h' }, -1, NOW, 'UTC')).toEqual({ from: NOW - 12 * 3_600_000, to: NOW - 6 * 3_600_000 });
});

test('forward beyond now is up to now again', () => {
  expect(shiftRange({ from: NOW - 12 * 3_600_000, to: NOW - 6 * 3_600_000 }, 1, NOW, 'UTC')).toEqual({ preset: '6h' });
  expect(shiftRange(shiftRange({ preset: '30d' }, -1, NOW, 'UTC'), 1, NOW + 5_000, 'UTC')).toMatchObject({ to: NOW });
});

test.each([{ preset: '15m' }, { preset: '7d' }, { from: 1_000, to: 2_000 }, { from: 1_764_079_200_000, to: 1_764_082_800_000 }])('%j is read back from an address as it was', (range) =>
  expect(read(rangeText(range)).range).toEqual(range));

test('a length ends now', () => expect(resolveRange({ preset: '15m' }, 1_000_000_000)).toEqual({ from: 1_000_000_000 - 900_000, to: 1_000_000_000 }));

test('the chosen range stands in words', () => {
  expect(['15m', '1h', '24h', '2d', '90m'].map((preset) => rangeWords({ preset }, 'UTC'))).toEqual(['the last 15 minutes', 'the last hour', 'the last 24 hours', 'the last 2 days', 'the last 90 minutes']);
  const from = Date.UTC(2026, 10, 22, 10);
  expect(rangeWords({ from, to: from + 3_600_000 }, 'UTC')).toBe('2026-11-22 10:00:00 to 11:00:00');
  expect(rangeWords({ from, to: from + 86_400_000 }, 'UTC')).toBe('2026-11-22 10:00:00 to 2026-11-23 10:00:00');
});
