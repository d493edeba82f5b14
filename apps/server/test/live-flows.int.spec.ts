import { randomUUID } from 'node:crypto';
import type { HttpRow } from '@contraflow/store';
import { Recorder } from '../src/ports/recorder.js';
import { httpRow, Sender } from './recorder-support.js';
import { createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

let server: TestApp;
let cookie: string;
let orders: Sender;
let gateway: Sender;
const viewers: Viewer[] = [];

beforeAll(async () => {
  server = await createTestApp({ KAFKA_BROKERS: '' });
  cookie = await server.login();
  orders = await Sender.open(server.app.get(Recorder), 'kafka:c:orders:0');
  gateway = await Sender.open(server.app.get(Recorder), 'capture:gateway');
});
afterEach(() => viewers.splice(0).forEach((viewer) => viewer.close()));
afterAll(() => server.close());

async function open(): Promise<Viewer> {
  const viewer = await Viewer.open(server.url, { cookie });
  viewers.push(viewer);
  return viewer;
}

/** Exchanges with ids of their own, as their status codes say. */
function exchanges(...statuses: number[]): HttpRow[] {
  return statuses.map((responseStatusCode, i) => {
    const row = httpRow(gateway.position + BigInt(i));
    return { ...row, exchange: { ...row.exchange, id: randomUUID().replace(/^(.{14})./, '$17'), responseStatusCode } };
  });
}

const sendRecords = (count: number) => orders.send({ kafka: orders.records(0, count) });
const offsetsOf = (viewer: Viewer) => viewer.ids.map((id) => Number(id.split('.')[3]));
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

test('a subscription begins with what is there and goes on with what is committed, in order', async () => {
  const before = exchanges(200, 404);
  await gateway.send({ http: before });
  const viewer = await open();
  await viewer.subscribe();
  expect(viewer.snapshot?.flows.map(({ id }) => id)).toEqual(before.map(({ exchange }) => exchange.id));
  const from = Number(orders.position);
  await sendRecords(300);
  await sendRecords(200);
  await viewer.until(() => viewer.ids.length >= 500);
  expect(offsetsOf(viewer)).toEqual(range(from, 500));
  expect(viewer.messages.at(-1)).toMatchObject({ from: 'live', leftOut: { http: 0, kafka: 0 }, totals: { kafka: { matched: 500, delivered: 500, leftOut: 0 } } });
});

test('only what matches the filter and the side arrives', async () => {
  const [failures, requests] = [await open(), await open()];
  await failures.subscribe({ filter: 'status:>=500' });
  await requests.subscribe({ sides: ['http'] });
  const sent = exchanges(200, 503, 404, 500);
  await sendRecords(10);
  await gateway.send({ http: sent });
  await failures.until(() => failures.ids.length >= 2);
  await requests.until(() => requests.ids.length >= 4);
  expect(failures.ids).toEqual([sent[1]!.exchange.id, sent[3]!.exchange.id]);
  expect(requests.ids).toEqual(sent.map(({ exchange }) => exchange.id));
  expect(failures.messages.at(-1)?.totals).toEqual({ http: { matched: 2, delivered: 2, leftOut: 0 }, kafka: { matched: 0, delivered: 0, leftOut: 0 } });
});

test('what a browser does not take is left out, the oldest first, and delivered and left out add up to matched', async () => {
  const viewer = await open();
  await viewer.subscribe({ maxPerSecond: 100 });
  const from = Number(orders.position);
  await Promise.all([sendRecords(2_000), gateway.send({ http: exchanges(...Array<number>(30).fill(200)) })]);
  await sendRecords(1_000);
  const totals = () => viewer.messages.at(-1)?.totals;
  await viewer.until(() => totals()?.kafka.matched === 3_000 && totals()?.http.matched === 30);
  const { http, kafka } = totals()!;
  expect(http.delivered + http.leftOut).toBe(30);
  expect(kafka.delivered + kafka.leftOut).toBe(3_000);
  // The busy side does not take all: what was left for the quiet one depends on which came first.
  expect(http.delivered).toBeGreaterThan(0);
  expect(viewer.leftOut).toBe(http.leftOut + kafka.leftOut);
  const offsets = viewer.ids.filter((id) => id.startsWith('c.')).map((id) => Number(id.split('.')[3]));
  expect(offsets).toHaveLength(kafka.delivered);
  expect(new Set(offsets).size).toBe(offsets.length);
  expect(offsets.at(-1)).toBe(from + 2_999);
});

test('while paused nothing is delivered but counted, and resuming fills the gap from memory without a hole or a double', async () => {
  const viewer = await open();
  await viewer.subscribe();
  const from = Number(orders.position);
  await sendRecords(100);
  await viewer.until(() => viewer.ids.length === 100);
  expect(await viewer.pause()).toEqual({ ok: true });
  await sendRecords(700);
  await gateway.send({ http: exchanges(200, 200, 200) });
  await viewer.until(() => viewer.waiting.at(-1)?.kafka === 700 && viewer.waiting.at(-1)?.http === 3);
  expect(viewer.ids).toHaveLength(100);
  await viewer.resume(viewer.cursor);
  await sendRecords(50);
  await viewer.until(() => viewer.ids.length >= 853);
  expect(offsetsOf(viewer).filter((offset) => !Number.isNaN(offset))).toEqual(range(from, 850));
  expect(viewer.messages.some((message) => message.from === 'buffer')).toBe(true);
  expect(viewer.messages.at(-1)?.totals.kafka).toEqual({ matched: 850, delivered: 850, leftOut: 0 });
});

test('a gap longer than memory is read from the store, and what is older than a page keeps is counted', async () => {
  const viewer = await open();
  await viewer.subscribe();
  const from = Number(orders.position);
  await sendRecords(10);
  await viewer.until(() => viewer.ids.length === 10);
  await viewer.pause();
  for (let batch = 0; batch < 13; batch += 1) await sendRecords(2_000);
  await viewer.resume(viewer.cursor);
  const totals = () => viewer.messages.at(-1)!.totals.kafka;
  await viewer.until(() => totals().matched === 26_010);
  expect(totals()).toEqual({ matched: 26_010, delivered: 5_010, leftOut: 21_000 });
  expect(offsetsOf(viewer)).toEqual([...range(from, 10), ...range(from + 21_010, 5_000)]);
});

test('after a restart of the server a browser goes on where it was', async () => {
  const viewer = await open();
  await viewer.subscribe();
  const from = Number(orders.position);
  await sendRecords(20);
  await viewer.until(() => viewer.ids.length === 20);
  viewer.close();
  await sendRecords(30);

  const again = await createTestApp({ KAFKA_BROKERS: '', DATABASE_URL: server.config.databaseUrl });
  const returned = await Viewer.open(again.url, { cookie });
  await returned.subscribe({ resumeFrom: viewer.cursor });
  const sender = await Sender.open(again.app.get(Recorder), 'kafka:c:orders:0');
  await sender.send({ kafka: sender.records(0, 5) });
  const offsets = () => new Set(offsetsOf(returned).filter((offset) => offset >= from + 20));
  await returned.until(() => offsets().size >= 35);
  expect([...offsets()]).toEqual(range(from + 20, 35));
  expect(returned.messages[0]?.from).toBe('store');
  expect(returned.snapshot).toBeNull();
  returned.close();
  await again.close();
  orders = await Sender.open(server.app.get(Recorder), 'kafka:c:orders:0');
});

test('the pulse tells both sides over a window that it names', async () => {
  const viewer = await open();
  await gateway.send({ http: exchanges(200, 200, 503, 404) });
  await sendRecords(40);
  await viewer.until(() => viewer.pulses.some(({ kafka }) => kafka.perSecond > 0));
  const pulse = viewer.pulses.at(-1)!;
  expect(pulse.windowSeconds).toBeGreaterThan(0);
  expect(pulse.http.blocked?.p50Ns).toBeGreaterThan(4_900_000);
  expect(pulse.http.serverErrorShare).toBeGreaterThan(0);
  expect(pulse.kafka.readable?.count).toBeGreaterThanOrEqual(40);
  expect(pulse.kafka.offsetLag).toBeNull();
});
