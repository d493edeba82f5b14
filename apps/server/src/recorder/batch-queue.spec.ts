import { emptyRows, type SourceBatch } from '@contraflow/store';
import { BatchQueue } from './batch-queue.js';

const bounds = { bytes: 1_000, takeRows: 100, takeBytes: 10_000 };
const batch = (source: string, expected: number, rows = 1, over: Partial<SourceBatch> = {}): SourceBatch => ({
  source, epoch: 1, expected: BigInt(expected), next: BigInt(expected + 1), bytes: 10,
  rows: { ...emptyRows(), setAside: Array.from({ length: rows }, () => ({ position: 0n, reason: '', payload: Buffer.alloc(0) })) }, ...over,
});
const push = (queue: BatchQueue, one: SourceBatch) => {
  const committed = queue.push(one, Date.now());
  committed.catch(() => undefined);
  return committed;
};
const names = (taken: { batch: SourceBatch }[] | null) => taken?.map(({ batch: { source, expected } }) => `${source}${expected}`);

test('batches of several sources that are handed in together are taken together, in order by source', async () => {
  const queue = new BatchQueue(bounds);
  for (const one of [batch('a', 0), batch('b', 0), batch('a', 1)]) void push(queue, one);
  expect(names(await queue.take())).toEqual(['a0', 'a1', 'b0']);
});

test('a source is never in two lanes: what comes meanwhile waits until its batches are done', async () => {
  const queue = new BatchQueue(bounds);
  void push(queue, batch('a', 0));
  const first = (await queue.take())!;
  void push(queue, batch('a', 1));
  void push(queue, batch('b', 0));
  expect(names(await queue.take())).toEqual(['b0']);
  const next = queue.take();
  queue.done(first);
  expect(names(await next)).toEqual(['a1']);
});

test('two idle lanes share the sources when there is much to do', async () => {
  const queue = new BatchQueue({ ...bounds, takeRows: 5_000 });
  for (const source of ['a', 'b', 'c', 'd']) void push(queue, batch(source, 0, 1_000));
  const both = await Promise.all([queue.take(), queue.take()]);
  expect(both.map(names)).toEqual([['a0', 'b0'], ['c0', 'd0']]);
});

test('a transaction takes no more rows than its bound, unless one batch alone has more', async () => {
  const queue = new BatchQueue(bounds);
  for (const one of [batch('a', 0, 60), batch('a', 1, 60), batch('b', 0, 500)]) void push(queue, one);
  const first = (await queue.take())!;
  expect(names(first)).toEqual(['a0']);
  queue.done(first);
  expect(names(await queue.take())).toEqual(['b0']);
});

test('a batch that does not follow on the one before goes into a transaction of its own', async () => {
  const queue = new BatchQueue(bounds);
  for (const one of [batch('a', 0), batch('a', 1), batch('a', 2, 1, { epoch: 2 }), batch('a', 9, 1, { epoch: 2 })]) void push(queue, one);
  const seen = [];
  for (let i = 0; i < 3; i++) {
    const taken = (await queue.take())!;
    seen.push(names(taken));
    queue.done(taken);
  }
  expect(seen).toEqual([['a0', 'a1'], ['a2'], ['a9']]);
});

test('room is given in the order of asking, and only as far as the bound goes', async () => {
  const queue = new BatchQueue(bounds);
  void push(queue, batch('a', 0, 1, { bytes: 900 }));
  await queue.room(100);
  expect(queue.isFull()).toBe(false);
  const order: string[] = [];
  const large = queue.room(600).then(() => order.push('large'));
  const small = queue.room(50).then(() => order.push('small'));
  expect(queue.isFull()).toBe(true);
  const taken = (await queue.take())!;
  queue.done(taken);
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
  expect(queue.isFull()).toBe(false);
});

test('a batch larger than the bound gets room when nothing else is there', async () => {
  const queue = new BatchQueue(bounds);
  await queue.room(5_000);
  void push(queue, batch('a', 0, 1, { bytes: 5_000 }));
  const controller = new AbortController();
  const waiting = queue.room(1, controller.signal);
  controller.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  expect(queue.isFull()).toBe(true);
});

test('when the fence refuses a source, what waits behind with the same epoch is refused too', async () => {
  const queue = new BatchQueue(bounds);
  void push(queue, batch('a', 0));
  const taken = (await queue.take())!;
  const stale = push(queue, batch('a', 1));
  void push(queue, batch('a', 7, 1, { epoch: 2 }));
  queue.refuse('a', 1);
  await expect(stale).rejects.toMatchObject({ name: 'FenceRefused', sources: ['a'] });
  queue.done(taken);
  expect(names(await queue.take())).toEqual(['a7']);
});

test('drained means that nothing waits and nothing is under way', async () => {
  const queue = new BatchQueue(bounds);
  void push(queue, batch('a', 0));
  let drained = false;
  const waiting = queue.whenDrained().then(() => (drained = true));
  const taken = (await queue.take())!;
  expect(drained).toBe(false);
  queue.done(taken);
  await waiting;
  expect([queue.batches, queue.rows, queue.bytes]).toEqual([0, 0, 0]);
});

test('a closed queue rejects what waits and what comes, and lanes end', async () => {
  const queue = new BatchQueue(bounds);
  const lane = queue.take();
  queue.close(new Error('stops'));
  expect(await lane).toBeNull();
  await expect(push(queue, batch('a', 0))).rejects.toThrow('stops');
  expect(await queue.take()).toBeNull();
});
