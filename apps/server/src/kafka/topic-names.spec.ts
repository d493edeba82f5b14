import { derivedTopicId, topicFilter } from './topic-names.js';

test('a topic is recorded when a pattern allows it and none excludes it', () => {
  const matches = topicFilter(['orders', 'shop.*'], ['__*', '*.internal']);
  expect(['orders', 'shop.payments', 'shop.'].map(matches)).toEqual([true, true, true]);
  expect(['orders2', 'my-orders', 'shopXpayments', 'shop.x.internal', '__consumer_offsets'].map(matches)).toEqual([false, false, false, false, false]);
  expect(topicFilter(['*'], ['__*'])('__transaction_state')).toBe(false);
});

test('a derived topic id is a UUID that cluster and name decide', () => {
  const id = derivedTopicId('cluster', 'orders');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(derivedTopicId('cluster', 'orders')).toBe(id);
  expect(new Set([id, derivedTopicId('cluster2', 'orders'), derivedTopicId('cluster', 'orders2')]).size).toBe(3);
});
