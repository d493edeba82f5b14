import type { LaneRow } from '../../live/lane.js';
import { exchange, record } from '../../live/testing/flows.js';
import { clockTicks } from './clock-ticks.js';
import { ROW_PX, type LanePlace } from './geometry.js';
import { tiesOf } from './ties.js';

/** Rows at these instants, oldest first. */
const lane = (instants: number[], kind: 'http' | 'kafka', more: Partial<LanePlace> = {}): LanePlace => ({
  rows: instants.map((instant, seq): LaneRow => ({ type: 'flow', seq, flow: kind === 'http' ? exchange(instant) : record(instant) })),
  scrollTop: 0,
  height: 20 * ROW_PX,
  ...more,
});
const every = (ms: number, count: number) => Array.from({ length: count }, (_, index) => 1_000_000 + index * ms);

test('the newest flow of either side is the zero of the clock', () => {
  expect(clockTicks(lane([100, 900], 'http'), lane([400, 1_200], 'kafka'))?.zero).toBe(1_200);
});

test('without flows there is no clock', () => expect(clockTicks(lane([], 'http'), lane([], 'kafka'))).toBeNull());

test('the same moment stands lower in the denser lane', () => {
  const marks = clockTicks(lane(every(100, 40), 'http'), lane(every(200, 20), 'kafka'))?.ticks ?? [];
  expect(marks.length).toBeGreaterThan(3);
  for (const { left, right } of marks.slice(0, 3)) expect(left as number).toBeGreaterThan(right as number);
});

test('marks run down in order and do not crowd', () => {
  const marks = clockTicks(lane(every(37, 300), 'http'), lane(every(11, 1_009), 'kafka'))?.ticks ?? [];
  const middles = marks.map(({ middle }) => middle);
  expect(middles.length).toBeGreaterThan(3);
  middles.slice(1).forEach((middle, index) => expect(middle - (middles[index] as number)).toBeGreaterThanOrEqual(30));
});

test('sides that show different times have marks of their own', () => {
  const hourLater = every(10, 40).map((instant) => instant + 3_600_000);
  const marks = clockTicks(lane(every(10, 40), 'http'), lane(hourLater, 'kafka'))?.ticks ?? [];
  expect(marks.filter(({ left }) => left === null).length).toBeGreaterThan(3);
  expect(marks.filter(({ right }) => right === null).length).toBeGreaterThan(3);
});

test('a mark that one side does not reach stands on the other alone', () => {
  const marks = clockTicks(lane([1_000_000], 'http'), lane(every(50, 40), 'kafka'))?.ticks ?? [];
  expect(marks.length).toBeGreaterThan(3);
  for (const { left, right, middle } of marks) expect([left, middle]).toEqual([null, right]);
});

test('ties lead from a request to the records of its trace, and only to those', () => {
  const rest = lane([], 'http');
  rest.rows = [{ type: 'flow', seq: 0, flow: exchange(1, { traceId: 'a' }) }];
  const kafka = lane([], 'kafka');
  kafka.rows = [record(1, { traceId: 'a' }), record(2, { traceId: 'b' }), record(3, { traceId: 'a' })].map((flow, seq): LaneRow => ({ type: 'flow', seq, flow }));
  const ties = tiesOf(exchange(1, { traceId: 'a' }), rest, kafka);
  expect(ties.map(({ id, to }) => [id, to])).toEqual([['c.t.0.3', 14], ['c.t.0.1', 14 + 2 * ROW_PX]]);
});

test('a flow without a trace has no ties, not even to others without one', () => {
  const kafka = lane([5], 'kafka');
  expect(tiesOf(exchange(1), lane([1], 'http'), kafka)).toEqual([]);
});

test('a tie to a row that is scrolled away ends at the edge', () => {
  const rest = lane([], 'http');
  rest.rows = [{ type: 'flow', seq: 0, flow: exchange(1, { traceId: 'a' }) }];
  const kafka = lane(every(1, 100), 'kafka', { height: 100 });
  kafka.rows = kafka.rows.map((row, index) => (index === 0 && row.type === 'flow' ? { ...row, flow: { ...row.flow, traceId: 'a' } } : row));
  expect(tiesOf(exchange(1, { traceId: 'a' }), rest, kafka)).toEqual([{ id: 'c.t.0.1000000', from: 14, to: 100, away: true }]);
});
