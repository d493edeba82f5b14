import type { Found } from './filter-group.js';
import { Pending } from './pending.js';

const found = (http: number[], kafka: number[]): Found => ({ http, kafka, leftOut: { http: 0, kafka: 0 } });

test('both sides come out in the order of their numbers', () => {
  const pending = new Pending(100);
  pending.add(found([1, 4], [2]));
  pending.add(found([7], [5, 6]));
  expect(pending.peekOldest(4).sequences).toEqual([1, 2, 4, 5]);
  expect(pending.dropOldest(4)).toEqual({ http: 2, kafka: 2 });
  expect(pending.peekOldest(10).sequences).toEqual([6, 7]);
});

test('beyond the limit the oldest of that side go, and are counted', () => {
  const pending = new Pending(3);
  expect(pending.add(found([1, 2], [3]))).toEqual({ http: 0, kafka: 0 });
  expect(pending.add(found([4, 5, 6], []))).toEqual({ http: 2, kafka: 0 });
  expect(pending.peekOldest(10).sequences).toEqual([3, 4, 5, 6]);
});

test('a busy side does not push out a quiet one', () => {
  const pending = new Pending(100);
  pending.add(found([1, 2], [3, 4, 5, 6, 7, 8, 9, 10]));
  expect(pending.keepNewest(6)).toEqual({ http: 0, kafka: 4 });
  expect(pending.peekOldest(10).sequences).toEqual([1, 2, 7, 8, 9, 10]);
  expect(pending.keepNewest(2)).toEqual({ http: 1, kafka: 3 });
  expect(pending.peekOldest(10).sequences).toEqual([2, 10]);
});

test('the same flows have the same key whatever came before them, and others have another', () => {
  const [one, other] = [new Pending(100), new Pending(100)];
  const chunk = found([10, 12], [11, 13]);
  one.add(found([1], []));
  one.dropOldest(1);
  for (const pending of [one, other]) pending.add(chunk);
  expect(one.peekOldest(3).key).toBe(other.peekOldest(3).key);
  expect(one.peekOldest(3).key).not.toBe(other.peekOldest(4).key);
  other.keepNewest(2);
  expect(one.peekOldest(2).key).not.toBe(other.peekOldest(2).key);
});

test('nothing is left after clearing', () => {
  const pending = new Pending(10);
  pending.add(found([1], [2]));
  pending.clear();
  expect(pending.size).toBe(0);
  expect(pending.peekOldest(5).sequences).toEqual([]);
});
