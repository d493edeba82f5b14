import { Random } from '../core/random.js';
import { browse } from './browsing.js';
import { pickDeed } from './mix.js';
import { placeOrder } from './ordering.js';

const deeds = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => pickDeed(random));
};

test('the same seed makes the same choices, another seed others', () => {
  expect(deeds(7, 200)).toEqual(deeds(7, 200));
  expect(deeds(7, 200)).not.toEqual(deeds(8, 200));
});

test('each deed has its share', () => {
  const all = deeds(1, 20_000);
  expect(all.filter((deed) => deed === browse).length / all.length).toBeCloseTo(0.24, 1);
  expect(all.filter((deed) => deed === placeOrder).length / all.length).toBeCloseTo(0.2, 1);
});
