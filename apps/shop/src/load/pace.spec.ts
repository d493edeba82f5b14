import { rateAt } from './pace.js';

test('the rate is steady but for ten seconds a minute', () => {
  const seconds = Array.from({ length: 120 }, (_, second) => rateAt(second * 1000, 20));
  expect(seconds.filter((rate) => rate === 80)).toHaveLength(20);
  expect(seconds.filter((rate) => rate === 20)).toHaveLength(100);
});

test('a rate of none stays none in a burst', () => {
  expect(rateAt(35_000, 0)).toBe(0);
});
