import { asText, bytes, count, duration, exact, perSecond, percent, seconds } from './numbers.js';

const nbsp = (text: string) => text.replaceAll(' ', '\u00a0');

test.each([
  [0, '0'], [14, '14'], [999, '999'], [1_000, '1.00 k'], [1_214, '1.21 k'], [999_499, '999 k'], [999_600, '1.00 M'],
  [182.4, '182'], [14.25, '14.3'], [0.314, '0.314'], [2_300_000_000, '2.30 G'], [7e15, '7,000 T'], [0.0001, '<0.001'],
])('a count of %p reads %p', (value, text) => expect(asText(count(value))).toBe(nbsp(text)));

test.each([
  [0, '0 ms'], [812, '812 ns'], [4_100, '4.10 µs'], [999_600, '1.00 ms'], [11_000_000, '11.0 ms'], [47_300_000, '47.3 ms'],
  [999_999_999, '1.00 s'], [1_840_000_000, '1.84 s'], [59_999_999_999, '1.00 min'], [38.2e9, '38.2 s'], [5_400e9, '1.50 h'], [7 * 86_400e9, '7.00 d'],
])('a duration of %p ns reads %p', (ns, text) => expect(asText(duration(ns))).toBe(nbsp(text)));

test.each([
  [0, '0 B'], [312, '312 B'], [1_000, '1.00 kB'], [84_200_000, '84.2 MB'],
])('%p bytes read %p', (value, text) => expect(asText(bytes(value))).toBe(nbsp(text)));

test.each([
  [0, '0 %'], [0.0031, '0.310 %'], [0.981, '98.1 %'], [0.99999, '>99.9 %'], [1, '100 %'],
])('a share of %p reads %p', (share, text) => expect(asText(percent(share))).toBe(nbsp(text)));

test('what is not known is a dash without a unit', () => {
  for (const figure of [count(null), perSecond(undefined), bytes(null), duration(null), seconds(Number.NaN), percent(null)])
    expect(asText(figure)).toBe('–');
});

test('rates carry their unit with the prefix', () => expect(asText(perSecond(2_310))).toBe(nbsp('2.31 k/s')));

test('offsets beyond a double keep every digit', () => expect(exact('9223372036854775807')).toBe('9,223,372,036,854,775,807'));
