import { mayBecome, orderChangeSchema } from './order.js';

test('an order goes forward, and only until it is shipped it can be cancelled', () => {
  expect([mayBecome('placed', 'paid'), mayBecome('paid', 'shipped'), mayBecome('shipped', 'delivered')]).toEqual([true, true, true]);
  expect([mayBecome('paid', 'cancelled'), mayBecome('shipped', 'cancelled'), mayBecome('cancelled', 'paid')]).toEqual([true, false, false]);
});

test('what a group does twice is no mistake', () => {
  expect(mayBecome('shipped', 'shipped')).toBe(true);
});

test('a change that changes nothing is refused', () => {
  expect(orderChangeSchema.safeParse({}).error?.issues[0]?.message).toBe('give customer or state');
});
