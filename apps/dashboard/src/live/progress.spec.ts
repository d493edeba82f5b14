import { ProgressBoard } from './progress.js';
import { record } from './testing/flows.js';

const at = (consumerGroup: string, partition: number, committedOffset: string) => ({
  consumerGroup, clusterId: 'c', topicId: 't', partition, committedOffset, committedAt: null,
});

test('a group has passed the records before its committed offset, not the one at it', () => {
  const board = new ProgressBoard();
  board.apply([at('billing', 0, '10')]);
  expect(board.passages(record(9))).toEqual([{ consumerGroup: 'billing', passed: true }]);
  expect(board.passages(record(10))).toEqual([{ consumerGroup: 'billing', passed: false }]);
});

test('offsets beyond a double are compared exactly', () => {
  const board = new ProgressBoard();
  board.apply([at('billing', 0, '9007199254740994')]);
  expect(board.passages(record(0, { offset: '9007199254740993' }))[0]?.passed).toBe(true);
  expect(board.passages(record(0, { offset: '9007199254740994' }))[0]?.passed).toBe(false);
});

test('each record shows all groups of its topic in one order, passed or not', () => {
  const board = new ProgressBoard();
  board.apply([at('shipping', 1, '5'), at('analytics', 0, '5')]);
  expect(board.passages(record(1)).map((passage) => passage.consumerGroup)).toEqual(['analytics', 'shipping']);
});

test('a group whose offsets are set back has not passed any more', () => {
  const board = new ProgressBoard();
  board.apply([at('billing', 0, '10')]);
  board.apply([at('billing', 0, '3')]);
  expect(board.passages(record(9))[0]?.passed).toBe(false);
});

test('a topic made again under another id has no groups yet', () => {
  const board = new ProgressBoard();
  board.apply([at('billing', 0, '10')]);
  expect(board.passages(record(1, { topicId: 'another' }))).toEqual([]);
});
