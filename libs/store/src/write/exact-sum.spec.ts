import { ExactSum, MOST } from './exact-sum.js';

test.each([
  [[], '0'],
  [[1, 2, 3], '6'],
  [[Number.MAX_SAFE_INTEGER, 1, 1], '9007199254740993'],
  [Array.from({ length: 1_024 }, () => Number.MAX_SAFE_INTEGER), (1_024n * (2n ** 53n - 1n)).toString()],
  [Array.from({ length: 1_025 }, () => Number.MAX_SAFE_INTEGER), MOST.toString()],
])('a sum for a column of 64 bits is exact, and stays at the most that it holds: %#', (values, text) => {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  expect(sum.toBigintText()).toBe(text);
});
