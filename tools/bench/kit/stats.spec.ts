import { median, quantile } from './stats.ts';

test('the median is in the middle, whatever the order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('quantiles lie between their neighbours', () => {
  expect(quantile([0, 10, 20, 30], 0.95)).toBeCloseTo(28.5);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow('nothing');
});
