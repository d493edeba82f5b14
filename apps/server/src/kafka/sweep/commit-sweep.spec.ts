import { MemoryRecorder } from '../../../test/kafka-support/memory-recorder.js';
import { Progress } from '../commits/progress.js';
import { CommitSweep } from './commit-sweep.js';
import type { GroupPlace } from './figures.js';

const signal = new AbortController().signal;
const place = (consumerGroup: string, committedOffset: bigint, onlySwept = false): GroupPlace => ({
  consumerGroup, committedOffset, onlySwept, topicId: 'id', topic: 'orders', partition: 0, offsetLag: 0n, firstUnread: 0n,
});

function begin() {
  const recorder = new MemoryRecorder();
  const progress = new Progress();
  const sweep = new CommitSweep(recorder, progress);
  const recorded = () => recorder.batches.flatMap(({ rows }) => rows.commits).map(({ consumerGroup, committedOffset, committedAt, exact }) => [consumerGroup, committedOffset, committedAt, exact]);
  return { recorder, progress, sweep, recorded };
}

test('where a group stood is taken from the second sweep that misses it: the tail may be about to tell it exactly', async () => {
  const { sweep, progress, recorded } = begin();
  await sweep.take('cluster', 1_000, [place('billing', 5n)], false, signal);
  expect(recorded()).toEqual([]);
  await sweep.take('cluster', 2_000, [place('billing', 6n)], false, signal);
  await sweep.take('cluster', 3_000, [place('billing', 7n)], false, signal);
  progress.stop();
  expect(recorded()).toEqual([['billing', 6n, 2_000, false]]);
});

test('where sweeps stand in, and for share groups, every change is recorded once', async () => {
  const { sweep, progress, recorded } = begin();
  for (const [at, offset] of [[1_000, 5n], [2_000, 5n], [3_000, 8n]] as const) {
    await sweep.take('cluster', at, [place('billing', offset)], true, signal);
    await sweep.take('cluster', at, [place('share', offset, true)], false, signal);
  }
  progress.stop();
  expect(recorded()).toEqual([['billing', 5n, 1_000, false], ['share', 5n, 1_000, false], ['billing', 8n, 3_000, false], ['share', 8n, 3_000, false]]);
});

test('a sweep that another server took over stands by', async () => {
  const { recorder, sweep, progress, recorded } = begin();
  await sweep.take('cluster', 1_000, [place('billing', 5n)], true, signal);
  await recorder.claim({ source: 'commits:cluster:sweep', kind: 'commits', label: '', startAt: 0n });
  await sweep.take('cluster', 2_000, [place('billing', 6n)], true, signal);
  await sweep.take('cluster', 3_000, [place('billing', 7n)], true, signal);
  await sweep.take('cluster', 70_000, [place('billing', 8n)], true, signal);
  progress.stop();
  expect(recorded().map(([, offset]) => offset)).toEqual([5n, 8n]);
});
