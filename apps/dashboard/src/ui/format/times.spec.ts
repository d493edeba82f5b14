import { absolute, clock, relative, sinceWhen, span, zoneName } from './times.js';

const noon = Date.UTC(2026, 10, 22, 10, 41, 7, 12);

test('a clock carries milliseconds where they are asked for', () => {
  expect(clock(noon, 'UTC')).toBe('10:41:07');
  expect(clock(noon, 'UTC', true)).toBe('10:41:07.012');
});

test('an instant with microseconds shows the millisecond it lies in', () => expect(clock(noon + 0.9, 'UTC', true)).toBe('10:41:07.012'));

test('the absolute time names its zone', () => {
  expect(absolute(noon, 'UTC')).toBe('2026-11-22 10:41:07.012 UTC');
  expect(zoneName('local', noon)).toMatch(/^UTC[+−]\d\d:\d\d$/);
});

test.each([
  [200, 'just now'], [12_400, '12\u00a0s ago'], [5 * 60_000, '5\u00a0min ago'], [3 * 3_600_000, '3\u00a0h ago'], [50 * 3_600_000, '2\u00a0d ago'], [-30_000, 'in 30\u00a0s'],
])('%p ms ago reads %p', (age, text) => expect(relative(noon - age, noon)).toBe(text));

test('a span never rounds up to what has not passed', () => expect(span(59_999)).toBe('59\u00a0s'));

test('a time of another day says which', () => {
  expect(sinceWhen(noon - 60_000, noon, 'UTC')).toBe('10:40:07');
  expect(sinceWhen(noon - 86_400_000, noon, 'UTC')).toBe('2026-11-21 10:41:07');
});
