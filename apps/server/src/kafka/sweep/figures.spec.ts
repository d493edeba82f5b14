import { groupPlaces, partitionGauges } from './figures.js';

const topic = { name: 'orders', id: 'id', ownId: true, internal: false, partitions: [0, 1], leaders: new Map([[0, 1], [1, 1]]) };
const topics = new Map([['orders', topic]]);
const ends = new Map([['orders', new Map([[0, { logStartOffset: 10n, highWatermark: 100n }], [1, { logStartOffset: 0n, highWatermark: 0n }]])]]);
const group = (consumerGroup: string, committedOffset: bigint, partition = 0) => ({
  consumerGroup, type: 'classic', empty: false, offsets: [{ topic: 'orders', partition, committedOffset }, { topic: 'not watched', partition: 0, committedOffset: 1n }],
});

test('a group lags behind by what it can still read: not by what has expired, and never by less than nothing', () => {
  const places = groupPlaces([group('billing', 40n), group('late', 3n), group('ahead', 101n)], topics, ends);
  expect(places.map(({ consumerGroup, offsetLag, firstUnread }) => [consumerGroup, offsetLag, firstUnread])).toEqual([
    ['billing', 60n, 40n],
    ['late', 90n, 10n],
    ['ahead', 0n, 100n],
  ]);
});

test('unread is what the furthest group has not read; without groups, everything that is there', () => {
  const gauges = (places: ReturnType<typeof groupPlaces>) => partitionGauges(topics, ends, places, new Map([['orders 0', 77]]));
  const [first, second] = gauges(groupPlaces([group('billing', 40n), group('fast', 70n), group('late', 3n)], topics, ends));
  expect(first).toMatchObject({ partition: 0, unread: 30n, readUpTo: 70n, sizeBytes: 77 });
  expect(second).toMatchObject({ partition: 1, unread: 0n, readUpTo: 0n, sizeBytes: null });
  expect(gauges([])[0]).toMatchObject({ unread: 90n, readUpTo: 0n });
});
