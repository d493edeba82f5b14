import type { CommitRow, KafkaRow } from '@contraflow/store';
import { CompletedClock } from './completed-clock.js';

/** Times in here count from this moment. */
const T0 = 1_800_000_000_000;
let passed: [committedAt: number, ms: number][];
let clock: CompletedClock;
beforeEach(() => {
  passed = [];
  clock = new CompletedClock((committedAt, ns) => passed.push([committedAt - T0, ns / 1e6]));
});

const place = { clusterId: 'c', topicId: 't', partition: 0 };
const records = (from: number, ...timestamps: number[]) => timestamps.map((timestamp, i) => ({ ...place, offset: BigInt(from + i), timestamp: T0 + timestamp, observedAt: T0 + timestamp }) as KafkaRow);
const commit = (offset: number, committedAt: number, consumerGroup = 'billing') => ({ ...place, consumerGroup, committedOffset: BigInt(offset), committedAt: T0 + committedAt }) as CommitRow;

test('each record that a commit newly passes is measured from its creation to that commit', () => {
  clock.addCommit(commit(10, 900));
  clock.addRecords(records(10, 1_000, 1_010, 1_020));
  clock.addCommit(commit(12, 1_050));
  expect(passed.sort()).toEqual([[1_050, 40], [1_050, 50]]);
  passed = [];
  clock.addCommit(commit(13, 1_100));
  expect(passed).toEqual([[1_100, 80]]);
});

test('a record that is recorded after the commit that passes it is measured all the same, by the first such commit', () => {
  clock.addCommit(commit(10, 900));
  clock.addCommit(commit(11, 1_050));
  clock.addCommit(commit(12, 1_200));
  clock.addRecords(records(10, 1_000, 1_100));
  expect(passed).toEqual([[1_050, 50], [1_200, 100]]);
});

test('every group has a time of its own', () => {
  for (const group of ['billing', 'shipping']) clock.addCommit(commit(0, 900, group));
  clock.addRecords(records(0, 1_000));
  clock.addCommit(commit(1, 1_005, 'billing'));
  clock.addCommit(commit(1, 4_000, 'shipping'));
  expect(passed).toEqual([[1_005, 5], [4_000, 3_000]]);
});

test('what a group had passed before we looked is not measured, and a repeated commit passes nothing', () => {
  clock.addRecords(records(0, 1_000, 1_000));
  clock.addCommit(commit(1, 5_000));
  clock.addCommit(commit(1, 6_000));
  expect(passed).toEqual([]);
});

test('a clock of a producer that is ahead makes no negative time', () => {
  clock.addCommit(commit(0, 900));
  clock.addRecords(records(0, 2_000));
  clock.addCommit(commit(1, 1_500));
  expect(passed).toEqual([[1_500, 0]]);
});
