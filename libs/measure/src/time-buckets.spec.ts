import { bucketStep, minuteOf } from './time-buckets.js';

test('a minute begins at its first millisecond, before 1970 too', () => {
  expect([0, 59_999, 60_000, -1].map(minuteOf)).toEqual([0, 0, 60_000, -60_000]);
});

test('the step is the smallest round one that keeps within the limit', () => {
  expect(bucketStep(900_000, 60)).toBe(15_000);
  expect(bucketStep(3_600_000, 60)).toBe(60_000);
  expect(bucketStep(3_600_001, 60)).toBe(120_000);
  expect(bucketStep(86_400_000, 60)).toBe(1_800_000);
});

test('the step is never below the smallest asked for', () => {
  expect(bucketStep(1_000, 60, 60_000)).toBe(60_000);
});

test('beyond the largest round step the limit still holds', () => {
  const range = 10_000 * 86_400_000;
  expect(range / bucketStep(range, 60)).toBeLessThanOrEqual(60);
});
