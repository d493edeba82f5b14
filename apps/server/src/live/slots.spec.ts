import { Slots } from './slots.js';

const never = new AbortController().signal;

test('so many work at once, and the next one comes when one is given back', async () => {
  const slots = new Slots(1);
  const release = await slots.take(never);
  const order: string[] = [];
  const second = slots.take(never).then((free) => {
    order.push('second');
    return free;
  });
  order.push('released');
  release();
  release();
  (await second)();
  expect(order).toEqual(['released', 'second']);
  await slots.take(never);
});

test('who gives up waiting is passed over', async () => {
  const slots = new Slots(1);
  const release = await slots.take(never);
  const patience = new AbortController();
  const given = slots.take(patience.signal);
  const next = slots.take(never);
  patience.abort(new Error('gave up'));
  await expect(given).rejects.toThrow('gave up');
  release();
  (await next)();
});
