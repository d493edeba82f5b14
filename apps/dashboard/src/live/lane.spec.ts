import { Lane, LANE_ROWS, type LaneRow } from './lane.js';
import { exchange } from './testing/flows.js';

const chunk = (from: number, to: number, leftOut = 0) => ({
  flows: Array.from({ length: to - from }, (_, index) => exchange(from + index)),
  leftOut,
  matchedPerSecond: null,
});
const names = (rows: readonly LaneRow[]) => rows.map((row) => (row.type === 'flow' ? row.flow.id.replace('exchange-', '') : `${row.count} left out`));

test('a flow that comes twice stands there once', () => {
  const lane = new Lane();
  lane.append(chunk(0, 3));
  lane.append(chunk(1, 5));
  expect(names(lane.all)).toEqual(['0', '1', '2', '3', '4']);
});

test('a lane keeps its newest rows and no more than its bound', () => {
  const lane = new Lane();
  lane.append(chunk(0, LANE_ROWS));
  lane.append(chunk(LANE_ROWS, LANE_ROWS + 10));
  expect(lane.all).toHaveLength(LANE_ROWS);
  expect(names(lane.all)[0]).toBe('10');
});

test('a flow that was pushed out may come again', () => {
  const lane = new Lane();
  lane.append(chunk(0, LANE_ROWS + 1));
  expect(lane.append(chunk(0, 1))).toBe(true);
  expect(names(lane.all).at(-1)).toBe('0');
});

test('what was left out stands between what came before it and what came with it', () => {
  const lane = new Lane();
  lane.append(chunk(0, 2));
  lane.append(chunk(2, 4, 7));
  expect(names(lane.all)).toEqual(['0', '1', '7 left out', '2', '3']);
});

test('left-out counts without a flow between them are one row', () => {
  const lane = new Lane();
  lane.append(chunk(0, 1));
  lane.append(chunk(1, 1, 7));
  lane.append(chunk(1, 2, 5));
  expect(names(lane.all)).toEqual(['0', '12 left out', '1']);
});

test('a row keeps its number, and its place follows from it', () => {
  const lane = new Lane();
  lane.append(chunk(0, 3, 1));
  lane.append(chunk(3, LANE_ROWS + 50));
  const first = lane.all[0] as LaneRow;
  lane.all.forEach((row, index) => expect(row.seq - first.seq).toBe(index));
});

test('a held lane stands still and counts what waits', () => {
  const lane = new Lane();
  lane.append(chunk(0, 2));
  lane.hold();
  expect(lane.append(chunk(2, 5))).toBe(false);
  expect(names(lane.all)).toEqual(['0', '1']);
  expect(lane.waitingCount).toBe(3);
});

test('releasing a held lane brings what waited, in order and with its left-out row', () => {
  const lane = new Lane();
  lane.append(chunk(0, 2));
  lane.hold();
  lane.append(chunk(2, 4));
  lane.append(chunk(4, 5, 9));
  lane.release();
  expect(names(lane.all)).toEqual(['0', '1', '2', '3', '9 left out', '4']);
  expect(lane.waitingCount).toBe(0);
});

test('what waits is bounded, and its newest end is what remains', () => {
  const lane = new Lane();
  lane.hold();
  for (let from = 0; from < 3 * LANE_ROWS; from += 500) lane.append(chunk(from, from + 500));
  expect(lane.waitingCount).toBeLessThan(LANE_ROWS + 500);
  lane.release();
  expect(lane.all).toHaveLength(LANE_ROWS);
  expect(names(lane.all).at(-1)).toBe(String(3 * LANE_ROWS - 1));
});

test('a cleared lane takes again what it had', () => {
  const lane = new Lane();
  lane.append(chunk(0, 2));
  lane.clear();
  lane.append(chunk(0, 2));
  expect(names(lane.all)).toEqual(['0', '1']);
});
