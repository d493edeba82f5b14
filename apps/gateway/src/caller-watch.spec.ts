import { CallerWatch, type CallerWaits } from './caller-watch.js';

function exchange(fields: Partial<CallerWaits>) {
  const one = { waitsSince: null, holds: true, isTooSlow: () => false, isGivenUp: false, giveUp: () => void (one.isGivenUp = true), ...fields };
  return one;
}

function watch(waiting: number, ...exchanges: CallerWaits[]) {
  const watched = new CallerWatch(() => waiting);
  exchanges.forEach((one) => watched.add(one));
  watched.look(10_000);
  watched.close();
}

test('who is too slow is given up, whoever waits', () => {
  const slow = exchange({ isTooSlow: () => true, holds: false });
  watch(0, slow);
  expect(slow.isGivenUp).toBe(true);
});

test.each([
  ['nobody waits', 0, [false, false, false]],
  ['one waits: the one that stood still longest', 1, [false, true, false]],
  ['two wait', 2, [true, true, false]],
  ['many wait: none that moved a moment ago', 9, [true, true, false]],
])('%s', (_, waiting, givenUp) => {
  const all = [exchange({ waitsSince: 5_000 }), exchange({ waitsSince: 1_000 }), exchange({ waitsSince: 9_500 })];
  watch(waiting, ...all);
  expect(all.map(({ isGivenUp }) => isGivenUp)).toEqual(givenUp);
});

test('who holds nothing, or waits for the service and not for its caller, does not give way', () => {
  const all = [exchange({ waitsSince: 1_000, holds: false }), exchange({ waitsSince: null })];
  watch(9, ...all);
  expect(all.map(({ isGivenUp }) => isGivenUp)).toEqual([false, false]);
});
