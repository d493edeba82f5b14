import type { Socket as TcpSocket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Recorder } from '../src/ports/recorder.js';
import { Sender } from './recorder-support.js';
import { createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

const MIB = 1024 * 1024;

let server: TestApp;
let orders: Sender;
let cookie: string;
beforeAll(async () => {
  server = await createTestApp({ KAFKA_BROKERS: '' });
  orders = await Sender.open(server.app.get(Recorder), 'kafka:c:orders:0');
  cookie = await server.login();
});
afterAll(() => server.close());

async function subscribed(): Promise<Viewer> {
  const viewer = await Viewer.open(server.url, { cookie });
  await viewer.subscribe();
  return viewer;
}

/** The other end stops reading: what is sent to it stays in the network, and then with the server. */
function tcpOf(viewer: Viewer): TcpSocket {
  const { transport } = viewer.socket.io.engine as unknown as { transport: { ws: { _socket: TcpSocket } } };
  return transport.ws._socket;
}

/** Records with previews of some size, until `count` are committed. */
async function send(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 2_000) {
    const rows = orders.records(0, Math.min(2_000, left)).map((row) => ({ ...row, value: Buffer.from('x'.repeat(400)), bodySize: 400 }));
    await orders.send({ kafka: rows }, rows.length * 600);
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a hundred browsers that do not read cost little memory, and the one that reads is told of everything', async () => {
  const stalled = await Promise.all(Array.from({ length: 100 }, subscribed));
  for (const viewer of stalled) tcpOf(viewer).pause();
  const healthy = await subscribed();
  const matched = () => healthy.messages.at(-1)?.totals.kafka.matched ?? 0;
  // The memory that everybody shares is full before the measuring begins.
  await send(22_000);
  await healthy.until(() => matched() === 22_000);
  const latest = () => healthy.messages.splice(0, healthy.messages.length - 1);
  latest();
  const before = memory();
  await send(22_000);
  await healthy.until(() => matched() === 44_000);
  const newest = healthy.ids.at(-1);
  latest();
  expect(memory() - before).toBeLessThan(128 * MIB);
  const metrics = (await server.call<string>('GET', '/metrics', { cookie })).body;
  expect(metrics).toMatch(/contraflow_live_clients\{state="stalled"\} 100/);

  const [one] = stalled as [Viewer];
  tcpOf(one).resume();
  await one.until(() => one.messages.at(-1)?.totals.kafka.matched === 44_000);
  const { kafka } = one.messages.at(-1)!.totals;
  expect(kafka.delivered + kafka.leftOut).toBe(44_000);
  expect(one.ids).toHaveLength(kafka.delivered);
  expect(one.leftOut).toBe(kafka.leftOut);
  expect(one.ids.at(-1)).toBe(newest);
  healthy.close();
  for (const viewer of stalled) tcpOf(viewer).destroy();
});
