import { performance } from 'node:perf_hooks';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { BodyTap } from '@contraflow/capture';
import { RequestBody } from './request-body.js';

function body(kind: 'length' | 'chunked', headers: Record<string, string> = {}) {
  const request = Object.assign(new PassThrough(), { headers, rawHeaders: [], rawTrailers: [] });
  const told = { ready: 0, sent: 0 };
  const framing = kind === 'length' ? { kind, value: '100000' } : { kind };
  const tap = new BodyTap(0);
  const one = new RequestBody(request as unknown as IncomingMessage, framing, tap, () => (told.ready += 1), () => (told.sent += 1));
  one.begin();
  return { one, told, async send(bytes: number, ends = false) {
    if (bytes > 0) request.write(Buffer.alloc(bytes));
    if (ends) request.end();
    await new Promise(setImmediate);
  } };
}

test('a body is ready when it is whole, or enough of it is there', async () => {
  const small = body('length');
  await small.send(1);
  expect(small.told.ready).toBe(0);
  await small.send(1, true);
  expect(small.told.ready).toBe(1);
  const large = body('length');
  await large.send(16_383);
  expect(large.told.ready).toBe(0);
  await large.send(1);
  expect(large.told.ready).toBe(1);
});

test('one that waits to be invited is ready at once', () => {
  expect(body('length', { expect: '100-continue' }).told.ready).toBe(1);
});

test.each([
  ['a byte in the first 20 seconds', 1, 19, 500, 60, false],
  ['a byte in more than that', 1, 21, 500, 60, true],
  ['as much as the rate asks for', 5_000, 29, 500, 60, false],
  ['less than the rate asks for', 5_000, 31, 500, 60, true],
  ['a byte without a rate', 1, 59, 0, 60, false],
  ['nothing for longer than the time-out', 5_000, 3, 500, 2, true],
  ['a route without a time-out', 1, 9_999, 500, 0, false],
])('%s (%i bytes, %i s): too slow at %i B/s, time-out %i s: %s', async (_, bytes, seconds, rate, timeout, isTooSlow) => {
  const { one, send } = body('length');
  await send(bytes);
  expect(one.isTooSlow(performance.now() + seconds * 1_000, rate, timeout * 1_000)).toBe(isTooSlow);
});

test('while we do not read, it is not the caller who is slow', async () => {
  const { one, send } = body('length');
  await send(20_000);
  expect([one.waitsSince, one.isTooSlow(performance.now() + 1e9, 500, 1_000)]).toEqual([null, false]);
});
