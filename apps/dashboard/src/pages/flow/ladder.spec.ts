import { clockShare, clockTicks, ladder } from './ladder.js';
import { detailOf, group, record, T0 } from './testing/trace.js';

test('a trace is a ladder by time, with the groups below their record', () => {
  const { rungs } = ladder(detailOf([record([group('billing', T0 + 84), group('analytics', null)])]));
  expect(rungs.map(({ label, start, end, outcome }) => [label, start, end, outcome])).toEqual([
    ['POST /orders', 0, 47, '201'],
    ['orders / 4 @ 41,486', 20, 23, 'accepted'],
    ['billing', 20, 84, 'passed'],
    ['analytics', 20, null, 'not yet'],
  ]);
});

test('a record without a time of its own begins when we had it', () => {
  const untimed = record([group('billing', T0 + 84)]);
  const { rungs } = ladder(detailOf([{ ...untimed, send: null, summary: { ...untimed.summary, timestamp: null } as typeof untimed.summary }]));
  expect(rungs.map(({ start, end }) => [start, end])).toEqual([[0, 47], [30, 30], [30, 84]]);
});

test('the clock is logarithmic, from its start to its longest', () => {
  expect(clockShare(0, 1_000)).toBe(0);
  expect(clockShare(1_000, 1_000)).toBe(1);
  expect(clockShare(31, 1_000)).toBeCloseTo(0.5, 1);
  expect(clockTicks(1_500)).toEqual([0, 1, 10, 100, 1_000]);
});
