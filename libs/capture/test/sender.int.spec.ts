import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureEntry } from '@contraflow/contract';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { capture, type Capture, Sender, type SenderOptions, type SenderState, Spool } from '../src/index.js';
import { startRecordingServer, type RecordingServer } from './support/recording-server.js';

let folder: string;
let server: RecordingServer;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sender-'));
  server = await startRecordingServer();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function begin(options: Partial<SenderOptions> = {}): Promise<{ spool: Spool; states: SenderState[]; stop(): Promise<void> }> {
  const spool = await Spool.open({ folder });
  const states: SenderState[] = [];
  const sender = new Sender(spool, { name: 'gateway', url: server.url, apiKey: server.key, maxBackoffMs: 100, onState: (state) => states.push(state), ...options });
  const stop = async () => {
    const at = opened.indexOf(running);
    if (at !== -1) opened.splice(at, 1);
    await sender.close(0);
    await spool.close();
  };
  const running = { close: stop };
  opened.push(running);
  return { spool, states, stop };
}

const entry = (number: number): CaptureEntry => ({
  kind: 'send', topic: 't', partition: 0, offset: String(number), sentAt: 1, durationNs: 1, errorType: null, traceId: null, spanId: null, service: 'x',
});
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

/** Waits for so many and compares then: to tell two long lists apart takes Jest seconds, in which nothing else runs. */
async function eventuallyHas(expected: number[], spoolId?: string): Promise<void> {
  await untilPassed(() => expect(server.stored(spoolId)).toBeGreaterThanOrEqual(expected.length));
  expect(server.offsets(spoolId)).toEqual(expected);
}

test('ships every entry once, in order', async () => {
  const { spool } = await begin();
  for (const number of range(9_000)) spool.append(entry(number));
  await eventuallyHas(range(9_000));
  expect(Math.max(...server.batchSizes)).toBeLessThanOrEqual(4_000);
});

test('sends full batches ahead of their answers, and never more than it may', async () => {
  server.answerMs = 50;
  const { spool } = await begin();
  for (const number of range(30_000)) spool.append(entry(number));
  await eventuallyHas(range(30_000));
  expect(server.mostAtOnce).toBeGreaterThan(1);
  expect(server.mostAtOnce).toBeLessThanOrEqual(6);
  expect(server.claims).toBe(1);
});

test('little by little it waits for each answer, so that transactions stay few', async () => {
  server.answerMs = 50;
  const { spool } = await begin();
  for (const number of range(40)) {
    spool.append(entry(number));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await eventuallyHas(range(40));
  expect(server.mostAtOnce).toBe(1);
});

test.each([['an answer was lost', 0], ['one was refused', 503], ['one was not the next', 409]])('what was sent ahead is not taken before what failed, when %s', async (_, status) => {
  server.answerMs = 20;
  const { spool } = await begin();
  for (const number of range(16_000)) spool.append(entry(number));
  await untilPassed(() => expect(server.batchSizes.length).toBeGreaterThan(1));
  if (status === 0) server.loseNextAnswer();
  else server.refuse(status, {}, 1);
  for (const number of range(16_000, 16_000)) spool.append(entry(number));
  await eventuallyHas(range(32_000));
});

test('waits while there is no server, and ships then', async () => {
  await server.close();
  const { spool, states } = await begin();
  for (const number of range(10)) spool.append(entry(number));
  await untilPassed(() => expect(states.at(-1)?.state).toBe('waiting'));
  await server.open();
  await eventuallyHas(range(10));
});

test('goes on where the server stands when an answer was lost', async () => {
  const { spool } = await begin();
  server.loseNextAnswer();
  for (const number of range(10)) spool.append(entry(number));
  await eventuallyHas(range(10));
  await untilPassed(() => expect(server.claims).toBeGreaterThan(1));
  expect(server.offsets()).toEqual(range(10));
});

test('claims again when another sender took the source over', async () => {
  const { spool } = await begin();
  spool.append(entry(0));
  await eventuallyHas([0]);
  server.takeOver();
  spool.append(entry(1));
  await eventuallyHas([0, 1]);
});

test('goes on from the server’s position after a restart', async () => {
  const first = await begin();
  for (const number of range(5)) first.spool.append(entry(number));
  await eventuallyHas(range(5));
  await first.stop();
  const second = await begin();
  for (const number of range(5, 5)) second.spool.append(entry(number));
  await eventuallyHas(range(10));
});

test('says loudly that its key is refused, keeps trying, and keeps everything', async () => {
  const { spool, states } = await begin({ apiKey: 'wrong', refusedMs: 50 });
  spool.append(entry(0));
  await untilPassed(() => expect(states.at(-1)).toMatchObject({ state: 'refused', detail: expect.stringContaining('CAPTURE_API_KEY') as string }));
  expect(spool.stats().next).toBe(1);
  server.key = 'wrong';
  await eventuallyHas([0]);
});

test('waits as long as the server asks', async () => {
  const { spool } = await begin();
  await untilPassed(() => expect(server.claims).toBe(1));
  server.refuse(503, { 'retry-after': '1' }, 1);
  const before = server.requests;
  spool.append(entry(0));
  await eventuallyHas([0]);
  expect(server.requests - before).toBeLessThanOrEqual(3);
});

test('ships smaller batches where something between allows less', async () => {
  server.maxBody = 300 * 1024;
  const { spool } = await begin();
  for (const number of range(4_000)) spool.append(entry(number));
  await eventuallyHas(range(4_000));
});

test('tells the server what it no longer has', async () => {
  const { spool, stop } = await begin();
  for (const number of range(5)) spool.append(entry(number));
  await eventuallyHas(range(5));
  await stop();
  server.forget(2);
  await rm(join(folder, '00000000000000000000.entries'));
  await writeFile(join(folder, '00000000000000000005.entries'), '');
  const again = await begin();
  again.spool.append(entry(5));
  await eventuallyHas([0, 1, 5]);
  expect(server.jumps).toEqual([{ expected: 2, first: 5 }]);
});

test('a folder that lost what the server has seen becomes another source, and nothing new is taken for old', async () => {
  const { spool, stop } = await begin();
  for (const number of range(5)) spool.append(entry(number));
  await eventuallyHas(range(5));
  const id = spool.spoolId;
  await stop();
  await truncate(join(folder, '00000000000000000000.entries'), 0);
  const again = await begin();
  for (const number of range(3, 5)) again.spool.append(entry(number));
  await untilPassed(() => expect(again.spool.spoolId).not.toBe(id));
  await eventuallyHas([5, 6, 7], again.spool.spoolId);
});

test('the same where more was written since than was lost, before the server could be asked', async () => {
  const { spool, stop } = await begin();
  for (const number of range(5)) spool.append(entry(number));
  await eventuallyHas(range(5));
  const id = spool.spoolId;
  await stop();
  await truncate(join(folder, '00000000000000000000.entries'), 0);
  await server.close();
  const again = await begin();
  for (const number of range(8, 5)) again.spool.append(entry(number));
  await again.spool.flush();
  await server.open();
  await untilPassed(() => expect(again.spool.spoolId).not.toBe(id));
  await eventuallyHas(range(8, 5), again.spool.spoolId);
});

test('says that it is there when there is nothing to ship', async () => {
  await begin({ heartbeatMs: 20 });
  await untilPassed(() => expect(server.heartbeats).toBeGreaterThan(2));
});

test('the facade ships what it has when it is closed', async () => {
  const facade: Capture = await capture({ name: 'shop', url: server.url, apiKey: server.key, spoolDir: folder });
  for (const number of range(100)) facade.append(entry(number));
  await facade.close();
  expect(server.offsets()).toEqual(range(100));
});

test('what is written while the sender says that it is there is shipped too, when it is closed meanwhile', async () => {
  server.answerMs = 200;
  const facade = await capture({ name: 'shop', url: server.url, apiKey: server.key, spoolDir: folder });
  await untilPassed(() => expect(server.heartbeats).toBe(1));
  for (const number of range(100)) facade.append(entry(number));
  await facade.close();
  expect(server.offsets()).toEqual(range(100));
});

test('the facade closes in bounded time without a server, and has everything at the next start', async () => {
  await server.close();
  const facade = await capture({ name: 'shop', url: server.url, apiKey: server.key, spoolDir: folder });
  for (const number of range(100)) facade.append(entry(number));
  await facade.close(100);
  await server.open();
  await begin();
  await eventuallyHas(range(100));
});
