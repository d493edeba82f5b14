import { ageableTime, recordTime } from './record-time.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test.each<[raw: number | bigint | string, unit: ReturnType<typeof recordTime>['unit'], instant: number | null]>([
  [NOW, 'ms', NOW],
  [String(NOW), 'ms', NOW],
  [NOW / 1_000, 's', NOW],
  [NOW * 1_000, 'us', NOW],
  [BigInt(NOW) * 1_000_000n, 'ns', NOW],
  [String(BigInt(NOW) * 1_000_000n), 'ns', NOW],
  [Date.parse('1999-12-31T23:59:59Z'), 'ms', Date.parse('1999-12-31T23:59:59Z')],
  [-1, 'none', null],
  ['-1', 'none', null],
  [0, null, null],
  [1, null, null],
  [-2, null, null],
  [-9_223_372_036_854_775_808n, null, null],
  [20_261_125, null, null],
])('%s is a time in %s: %s', (raw, unit, instant) => {
  expect(recordTime(raw)).toEqual({ unit, instant });
});

test.each<[raw: number | bigint, ageable: boolean]>([
  [NOW - 5, true],
  [NOW, true],
  [NOW + 900, true],
  [NOW - 30 * 86_400_000, true],
  [NOW + 30 * 60_000, false],
  [-1, false],
  [0, false],
  [NOW / 1_000, false],
  [NOW * 1_000, false],
  [BigInt(NOW) * 1_000_000n, false],
])('ages are counted from %s: %s', (raw, ageable) => {
  expect(ageableTime(raw, NOW)).toBe(ageable ? raw : null);
});
