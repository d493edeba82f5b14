import { traceFigures } from './figures.js';
import { detailOf, group, record, T0 } from './testing/trace.js';

const NOW = T0 + 1_000;
const told = (detail: Parameters<typeof traceFigures>[0]) => traceFigures(detail, NOW).map(({ durationNs, caption, flowId }) => [durationNs, caption, flowId]);

test('every figure names the request or record it is of', () => {
  expect(told(detailOf([record([group('billing', T0 + 84), group('analytics', null)])]))).toEqual([
    [47e6, 'caller of POST /orders blocked', 'e'],
    [3e6, 'orders / 4 @ 41,486 accepted by Kafka', 'r41486'],
    [980e6, 'analytics has not yet passed orders / 4 @ 41,486', 'r41486'],
  ]);
});

test('what the request caused counts, not what else is in its trace', () => {
  const slow = record([group('billing', T0 + 500_000)], 'trace', '7');
  const figures = told(detailOf([record([group('billing', T0 + 84)]), { ...slow, send: { ...slow.send!, durationNs: 9e9 } }]));
  expect(figures.slice(1)).toEqual([
    [3e6, 'orders / 4 @ 41,486 accepted by Kafka', 'r41486'],
    [64e6, 'billing passed orders / 4 @ 41,486', 'r41486'],
  ]);
});

test('of several records the slowest is named; what nobody reported is unknown', () => {
  const two = [record([]), { ...record([], 'child', '8'), send: null }];
  expect(told(detailOf(two))[1]).toEqual([3e6, 'orders / 4 @ 41,486 accepted by Kafka, the slowest of 2 records', 'r41486']);
  expect(told(detailOf([two[1]!]))[1]).toEqual([null, 'orders / 4 @ 8 accepted by Kafka', 'r8']);
});

test('from a time that cannot be, no age is counted', () => {
  const untimed = record([group('billing', T0 + 84), group('analytics', null)]);
  const summary = { ...untimed.summary, timestamp: null } as typeof untimed.summary;
  expect(told(detailOf([{ ...untimed, summary }])).slice(2)).toEqual([[970e6, 'analytics has not yet passed orders / 4 @ 41,486', 'r41486']]);
});
