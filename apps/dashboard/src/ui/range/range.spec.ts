import { parseRange, rangeText, rangeWords, resolveRange } from './range.js';

test.each([{ preset: '15m' as const }, { preset: '24h' as const }, { from: 1_000, to: 2_000 }])('%j is read back from an address as it was', (range) =>
  expect(parseRange(rangeText(range))).toEqual(range));

test.each(['', '2h', '5-5', '9-3', '1-', 'toString', '1e3-2e3'])('%p is no range', (text) => expect(parseRange(text)).toBeNull());

test('a preset ends now', () => expect(resolveRange({ preset: '15m' }, 1_000_000_000)).toEqual({ from: 1_000_000_000 - 900_000, to: 1_000_000_000 }));

test('a fixed range says its day once', () => {
  const from = Date.UTC(2026, 10, 22, 10);
  expect(rangeWords({ from, to: from + 3_600_000 }, 'UTC')).toBe('2026-11-22 10:00:00 to 11:00:00');
  expect(rangeWords({ from, to: from + 86_400_000 }, 'UTC')).toBe('2026-11-22 10:00:00 to 2026-11-23 10:00:00');
});
