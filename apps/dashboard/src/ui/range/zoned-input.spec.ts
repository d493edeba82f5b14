import { pickedInstant, pickerText } from './zoned-input.js';

test.each(['UTC', 'local'] as const)('a time picked in %s is the instant that was shown', (zone) => {
  const instant = Date.UTC(2026, 10, 22, 10, 41, 7);
  expect(pickedInstant(pickerText(instant, zone), zone)).toBe(instant);
});

test('seconds may be left out', () => expect(pickedInstant('2026-11-22 10:41', 'UTC')).toBe(Date.UTC(2026, 10, 22, 10, 41)));

test.each([null, '', 'yesterday', '2026-11-22'])('%p is no time', (text) => expect(pickedInstant(text, 'UTC')).toBeNull());
