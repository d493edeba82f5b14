import { connect, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { rawClient, startRig, startServer, type Rig, type StartedServer } from './support/gateway-rig.js';

let upstream: StartedServer;
let connections: Set<Socket>;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  upstream = await startServer((request, response) => {
    if (request.url === '/large') return void response.end(Buffer.alloc(8_000_000));
    if (request.url?.startsWith('/quiet')) return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    request.on('error', () => undefined).resume();
    request.on('end', () => response.end('ok'));
  });
  connections = new Set();
  upstream.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => upstream.close());

async function rigFor(env: Record<string, string> = {}): Promise<Rig> {
  const rig = await startRig(upstream.url, env);
  closers.push(() => rig.close());
  return rig;
}

/** So many callers that send the same and then nothing, and do not read. */
async function slowCallers(rig: Rig, count: number, text: string): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect(rig.port, '127.0.0.1'));
  closers.push(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.on('error', () => undefined).pause();
      await new Promise((done) => socket.once('connect', done));
      socket.write(text);
    }),
  );
  return sockets;
}

async function expectHonestServed(rig: Rig): Promise<void> {
  expect(await (await fetch(`${rig.url}/honest`)).text()).toBe('ok');
  expect(await (await fetch(`${rig.url}/honest`, { method: 'POST', body: 'a small body' })).text()).toBe('ok');
}

test('515 callers that send one byte of a body with a length take no connection from an honest one', async () => {
  const rig = await rigFor();
  await slowCallers(rig, 515, 'POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx');
  await expectHonestServed(rig);
  expect(connections.size).toBeLessThanOrEqual(2);
});

test('515 callers that send one byte in chunks take at most half of the connections', async () => {
  const rig = await rigFor();
  await slowCallers(rig, 515, 'POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
  await untilPassed(() => expect(connections.size).toBeGreaterThanOrEqual(100));
  await expectHonestServed(rig);
  expect(connections.size).toBeLessThanOrEqual(258);
});

test.each([
  ['bodies that stop in the middle', `POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(20_000)}`],
  ['bodies that wait to be invited', 'POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n'],
  ['answers that are not read', 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n'],
])('%s give their connections up when others wait', async (_, text) => {
  const rig = await rigFor({ GATEWAY_CONNECTIONS: '4' });
  await slowCallers(rig, 12, text);
  await expectHonestServed(rig);
  const large = await fetch(`${rig.url}/honest`, { method: 'POST', body: Buffer.alloc(1_000_000) });
  expect(await large.text()).toBe('ok');
});

test('a body that stands still gets 408, and one that is slow but moves does not', async () => {
  const rig = await rigFor({ GATEWAY_TIMEOUT_SECONDS: '2' });
  const still = rawClient(rig.port);
  const moving = rawClient(rig.port);
  still.send('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx');
  moving.send('POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n');
  const timer = setInterval(() => moving.send('x'), 400);
  closers.push(() => clearInterval(timer));
  expect(await still.until('client_timeout')).toMatch(/^HTTP\/1\.1 408 /);
  expect(await moving.until(/ok$/)).toMatch(/^HTTP\/1\.1 200 /);
  clearInterval(timer);
  moving.socket.destroy();
  await untilPassed(() => expect(rig.recorded.map(({ urlPath, responseStatusCode }) => [urlPath, responseStatusCode]).sort()).toEqual([['/a', 408], ['/b', 200]]));
});

test('one address has a bound of connections, and is told so', async () => {
  const rig = await rigFor({ GATEWAY_CONNECTIONS_PER_ADDRESS: '3' });
  await slowCallers(rig, 3, 'POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx');
  const one = rawClient(rig.port);
  one.send('GET /one HTTP/1.1\r\nHost: a\r\n\r\n');
  await one.ended;
  expect(one.received()).toMatch(/^HTTP\/1\.1 429 [^]*Retry-After: 1[^]*client_too_many_connections/);
  expect(await rig.one()).toMatchObject({ urlPath: '/one', responseStatusCode: 429, errorType: 'client_too_many_connections' });
});

test('behind a trusted proxy it is the address that the proxy names', async () => {
  const rig = await rigFor({ GATEWAY_CONNECTIONS_PER_ADDRESS: '3', TRUST_FORWARDED: 'true' });
  await slowCallers(rig, 3, 'POST /slow HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\nContent-Length: 9\r\n\r\nx');
  const as = async (address: string) => (await fetch(rig.url, { headers: { 'x-forwarded-for': address } })).status;
  await untilPassed(async () => expect(await as('6.6.6.6')).toBe(429));
  expect(await as('7.7.7.7')).toBe(200);
});

test('time-outs differ by route, and a quiet stream can be excepted', async () => {
  const rig = await rigFor({ GATEWAY_TIMEOUT_SECONDS: '60, shop:/quiet/short=1, /quiet/long=0' });
  const [long, short] = await Promise.all(['/quiet/long', '/quiet/short'].map((path) => fetch(rig.url + path)));
  await expect(short?.text()).rejects.toThrow();
  expect(await rig.one()).toMatchObject({ urlPath: '/quiet/short', errorType: 'upstream_timeout' });
  await long?.body?.cancel();
  await untilPassed(() => expect(rig.recorded).toHaveLength(2));
  expect(rig.recorded[1]).toMatchObject({ urlPath: '/quiet/long', exchangeKind: 'stream', closedBy: 'caller', errorType: null });
});

test('tunnels have a bound, and idle ones are closed', async () => {
  const sockets = new WebSocketServer({ server: upstream.server });
  closers.push(() => sockets.close());
  const rig = await rigFor({ GATEWAY_TUNNELS: '1', GATEWAY_TUNNEL_IDLE_SECONDS: '1' });
  const first = new WebSocket(`ws://127.0.0.1:${rig.port}/`);
  await new Promise((done) => first.once('open', done));
  const second = new WebSocket(`ws://127.0.0.1:${rig.port}/`).on('error', () => undefined);
  expect(await new Promise((done) => second.once('unexpected-response', (_, answer) => done(answer.statusCode)))).toBe(503);
  second.terminate();
  await new Promise((done) => first.once('close', done));
});
