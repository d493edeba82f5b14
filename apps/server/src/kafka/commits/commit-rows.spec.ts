import { Writer } from '@platformatic/kafka';
import { emptyRows } from '@contraflow/store';
import type { Catalog } from '../catalog.js';
import { Cursor } from '../tail/cursor.js';
import { CommitRows } from './commit-rows.js';
import { commitOf } from './commit-record.js';
import { Progress } from './progress.js';

const ID = '3d2e53e9-79ff-4914-91a6-ef7317734477';
const offsets = { name: '__consumer_offsets', id: ID, ownId: true, internal: true, partitions: [0], leaders: new Map([[0, 1]]) };
const cursor = new Cursor(offsets, 'cluster', 0, { source: 's', epoch: 1, next: 0n }, 0n);

const keyOf = (group: string, topic = 'orders', partition = 2, version = 1) =>
  Writer.create().appendInt16(version).appendString(group, false).appendString(topic, false).appendInt32(partition).buffer;
const valueOf = (offset: bigint) => Writer.create().appendInt16(4).appendInt64(offset).appendInt32(-1).appendString('').buffer;

function maker(topics = new Map([['orders', { ...offsets, name: 'orders' }]]), progress = new Progress()) {
  let looks = 0;
  const catalog = { last: () => ({ topics }), look: () => Promise.resolve((looks += 1)) } as unknown as Catalog;
  const rows = new CommitRows(catalog, progress, (topic) => topic !== 'secret', (group) => group === 'ours');
  const add = (offset: bigint, key: Buffer, value: Buffer | null, timestamp: number = 1_700_000_000_123) => {
    const made = emptyRows();
    rows.add(made, cursor, { offset, timestamp, appendTime: true, key, value, headers: [] }, 1_700_000_000_900);
    return made.commits;
  };
  return { rows, add, progress, looks: () => looks };
}

test('a commit becomes a row at the time of its record', () => {
  expect(maker().add(0n, keyOf('billing'), valueOf(42n))).toEqual([
    { clusterId: 'cluster', consumerGroup: 'billing', topicId: ID, topic: 'orders', partition: 2, committedOffset: 42n, committedAt: 1_700_000_000_123, exact: true },
  ]);
});

test('a commit whose record carries no time has that of our reading', () => {
  expect(maker().add(0n, keyOf('billing'), valueOf(42n), -1)).toMatchObject([{ committedAt: 1_700_000_000_900 }]);
});

test('tombstones, metadata of groups, other topics and our own groups are left out', () => {
  const { add } = maker();
  expect(add(0n, keyOf('billing'), null)).toEqual([]);
  expect(add(1n, keyOf('billing', 'orders', 0, 2), valueOf(1n))).toEqual([]);
  expect(add(2n, keyOf('billing', 'secret'), valueOf(1n))).toEqual([]);
  expect(add(3n, keyOf('billing', 'gone'), valueOf(1n))).toEqual([]);
  expect(add(4n, keyOf('ours'), valueOf(1n))).toEqual([]);
});

test('a commit without news is left out, but not when it is read a second time', () => {
  const { add } = maker();
  expect(add(0n, keyOf('billing'), valueOf(42n))).toHaveLength(1);
  expect(add(1n, keyOf('billing'), valueOf(42n))).toHaveLength(0);
  expect(add(2n, keyOf('billing'), valueOf(43n))).toHaveLength(1);
  expect(add(0n, keyOf('billing'), valueOf(42n))).toHaveLength(1);
});

test('after a restart what is recorded counts, unless only a sweep saw it', () => {
  const { add, progress } = maker();
  const standing = { clusterId: 'cluster', topicId: ID, partition: 2, committedOffset: 42n, committedAt: 1 };
  progress.recorded([{ ...standing, consumerGroup: 'billing', exact: true }, { ...standing, consumerGroup: 'shipping', exact: false }]);
  progress.stop();
  expect(add(0n, keyOf('billing'), valueOf(42n))).toHaveLength(0);
  expect(add(1n, keyOf('shipping'), valueOf(42n))).toHaveLength(1);
});

test('a topic that is not known yet is looked for, one that is gone not again and again', async () => {
  const { rows, looks } = maker(new Map());
  const record = { offset: 0n, timestamp: 1_700_000_000_123, appendTime: true, key: keyOf('billing'), value: valueOf(1n), headers: [] };
  await rows.prepare([record]);
  await rows.prepare([record]);
  expect(looks()).toBe(2);
});

test('a key that is cut off is an error, not a wrong commit', () => {
  expect(() => commitOf(keyOf('billing').subarray(0, 8), valueOf(1n))).toThrow(RangeError);
});
