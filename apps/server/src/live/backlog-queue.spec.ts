import type { BacklogFlow } from './backlog.js';
import { BacklogQueue } from './backlog-queue.js';
import { MESSAGE_BYTES, MESSAGE_FLOWS } from './flows-packet.js';

const end = { stream: 's', sequence: 900, recordedAt: 900 };
const flow = (n: number, from: BacklogFlow['from'] = 'buffer', json = `{"n":${n}}`): BacklogFlow => ({ json, side: n % 2 ? 'http' : 'kafka', from, cursor: { stream: 's', sequence: n, recordedAt: n } });
const queueOf = (flows: BacklogFlow[], release = () => undefined as void) => new BacklogQueue({ flows, leftOut: { http: 0, kafka: 0 }, end }, release);

test('pages are cut at the flows of one message and at what may go now, and the last one ends where the gap does', () => {
  const queue = queueOf(Array.from({ length: MESSAGE_FLOWS + 10 }, (_, n) => flow(n)));
  expect(queue.next(3)).toMatchObject({ flows: ['{"n":0}', '{"n":1}', '{"n":2}'], counts: { http: 1, kafka: 2 }, cursor: { sequence: 2 } });
  expect(queue.next(0)).toBeNull();
  expect(queue.next(5_000)?.flows).toHaveLength(MESSAGE_FLOWS);
  expect(queue.isDone).toBe(false);
  expect(queue.counts()).toEqual({ http: 4, kafka: 3 });
  expect(queue.next(5_000)).toMatchObject({ cursor: end });
  expect(queue.isDone).toBe(true);
});

test('flows from the store and from memory do not share a page', () => {
  const queue = queueOf([flow(1, 'store'), flow(2, 'store'), flow(3)]);
  expect(queue.next(10)).toMatchObject({ from: 'store', flows: ['{"n":1}', '{"n":2}'] });
  expect(queue.next(10)).toMatchObject({ from: 'buffer', flows: ['{"n":3}'], cursor: end });
});

test('a page is cut at its bytes, but has one flow at least', () => {
  const long = (n: number) => flow(n, 'buffer', `"${'x'.repeat(MESSAGE_BYTES)}${n}"`);
  const queue = queueOf([long(1), long(2)]);
  expect(queue.next(10)?.flows).toHaveLength(1);
  expect(queue.next(10)?.flows).toHaveLength(1);
});

test('a gap in which nothing happened still says that it is over', () => {
  const queue = queueOf([]);
  expect(queue.isDone).toBe(false);
  expect(queue.next(10)).toEqual({ from: 'buffer', flows: [], counts: { http: 0, kafka: 0 }, cursor: end });
  expect(queue.isDone).toBe(true);
});
