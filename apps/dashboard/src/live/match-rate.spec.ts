import { MatchRate } from './match-rate.js';

test('the rate is that of about the last second', () => {
  const rate = new MatchRate();
  for (let tick = 0; tick <= 20; tick += 1) rate.seen(tick * 10, tick * 100);
  expect(rate.seen(210 + 400, 2_100)).toBeCloseTo(500, -1);
});

test('there is none before half a second has been seen', () => {
  const rate = new MatchRate();
  expect(rate.seen(0, 0)).toBeNull();
  expect(rate.seen(100, 400)).toBeNull();
  expect(rate.seen(200, 600)).toBeCloseTo(333.3, 0);
});

test('a total that starts again starts the rate again', () => {
  const rate = new MatchRate();
  rate.seen(0, 0);
  rate.seen(1_000, 1_000);
  expect(rate.seen(5, 1_100)).toBeNull();
});
