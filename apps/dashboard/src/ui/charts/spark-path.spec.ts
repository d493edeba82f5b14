import { sparkPath } from './spark-path.js';

test('a gap is left open', () => expect(sparkPath([1, 2, null, 2, 1], 100, 10).match(/M/g)).toHaveLength(2));

test('the newest value stands at the right end while the line still grows', () => {
  expect(sparkPath([4, 4], 100, 10, 11)).toMatch(/^M90\.0 .*L100\.0 /);
});

test('the scale begins at zero, so that a flat line of zeros lies at the foot', () => {
  expect(sparkPath([0, 0], 100, 20)).toBe('M0.0 19.0L100.0 19.0');
  expect(sparkPath([5, 10], 100, 20)).toBe('M0.0 10.0L100.0 1.0');
});

test('nothing known is nothing drawn', () => expect(sparkPath([null, null], 100, 20)).toBe(''));
