import { request as httpRequest } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SettingsError } from '@contraflow/contract';
import { freePort } from '../../../tools/process/ports.ts';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { loadConfig } from '../src/config.js';
import { PortError } from '../src/gateway.js';
import { rawClient, startRig, startServer, type Rig } from './support/gateway-rig.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function rigFor(url: string, env: Record<string, string> = {}): Promise<Rig> {
  const rig = await startRig(url, env);
  closers.push(() => rig.close());
  return rig;
}

/** An upstream that answers every connection by hand. */
async function byHand(onRequest: (socket: Socket, connection: number, data: string) => void): Promise<string> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const number = (connections += 1);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => onRequest(socket, number, data.toString()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return (await response.json()) as Record<string, unknown>;
}

test('an upstream that is not there: 502, and says what to do without telling its address', async () => {
  const port = await freePort();
  const rig = await rigFor(`http://127.0.0.1:${port}`);
  const response = await fetch(`${rig.url}/orders/1`);
  const body = await problem(response);
  expect([response.status, body.status, body.errorType, body.service]).toEqual([502, 502, 'upstream_refused', 'shop']);
  expect(JSON.stringify(body)).not.toContain(String(port));
  expect(await rig.one()).toMatchObject({ route: '/orders/{id}', responseStatusCode: 502, errorType: 'upstream_refused', timeToFirstByteNs: null });
});

test('an upstream whose name is not known: 502', async () => {
  const rig = await rigFor('http://no-such-host.invalid:80');
  expect(await problem(await fetch(rig.url))).toMatchObject({ errorType: 'upstream_unreachable' });
});

test('an upstream that breaks off before its answer: 502', async () => {
  const rig = await rigFor(await byHand((socket) => socket.destroy()));
  expect(await problem(await fetch(rig.url))).toMatchObject({ status: 502, errorType: 'upstream_reset' });
  expect(await rig.one()).toMatchObject({ responseStatusCode: 502, errorType: 'upstream_reset' });
});

test('an upstream that breaks off in the middle: the caller’s answer breaks off too', async () => {
  const rig = await rigFor(await byHand((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbut no more')));
  const response = await fetch(rig.url);
  await expect(response.text()).rejects.toThrow();
  expect(await rig.one()).toMatchObject({ responseStatusCode: 200, errorType: 'upstream_reset', responseBodySize: 11 });
});

test('an upstream that does not answer in time: 504', async () => {
  const rig = await rigFor(await byHand(() => undefined), { GATEWAY_TIMEOUT_SECONDS: '1' });
  const response = await fetch(rig.url);
  expect([response.status, (await problem(response)).errorType]).toEqual([504, 'upstream_timeout']);
  expect(await rig.one()).toMatchObject({ responseStatusCode: 504, errorType: 'upstream_timeout' });
});

test('an upstream that stands still in the middle of its answer: broken off', async () => {
  const rig = await rigFor(await byHand((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst')), { GATEWAY_TIMEOUT_SECONDS: '1' });
  const response = await fetch(rig.url);
  await expect(response.text()).rejects.toThrow();
  expect(await rig.one()).toMatchObject({ errorType: 'upstream_timeout' });
});

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  ['a bare line feed in a field', 'HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b\r\n\r\n'],
  ['a protocol nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
])('an upstream that answers with %s: 502', async (_, answer) => {
  const rig = await rigFor(await byHand((socket) => socket.write(answer)));
  expect(await problem(await fetch(rig.url))).toMatchObject({ status: 502, errorType: 'upstream_invalid_response' });
});

test.each([
  ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 'a line ends in LF alone'],
  ['200 kB of fields', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`, 'the header fields are longer than 64 KB'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2', 'it does not begin with HTTP/1'],
])('an upstream that answers with %s and keeps its connection: 502 at once, which says so', async (_, answer, reason) => {
  const rig = await rigFor(await byHand((socket) => socket.write(answer)));
  const body = await problem(await fetch(rig.url));
  expect([body.status, body.errorType]).toEqual([502, 'upstream_invalid_response']);
  expect(body.detail).toContain(reason);
});

test('what an upstream sends behind its answer never becomes the next answer', async () => {
  const rig = await rigFor(await byHand((socket, connection) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nc${connection}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`)));
  expect(await (await fetch(rig.url)).text()).toBe('c1');
  expect(await (await fetch(rig.url)).text()).toBe('c2');
});

test('nor when another request waits for the connection', async () => {
  const url = await byHand((socket, connection) => void setTimeout(() => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nc${connection}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`), 50));
  const rig = await rigFor(url, { GATEWAY_CONNECTIONS: '1' });
  const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(rig.url)).text()));
  expect(answers.sort()).toEqual(['c1', 'c2', 'c3']);
  expect(rig.recorded.map(({ errorType }) => errorType)).toEqual([null, null, null]);
});

test('a kept connection that the upstream closes just then costs a repeatable request nothing', async () => {
  let requests = 0;
  const rig = await rigFor(
    await byHand((socket, connection) => {
      requests += 1;
      if (connection === 1 && requests > 1) socket.destroy();
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nc${connection}`);
    }),
  );
  expect(await (await fetch(rig.url)).text()).toBe('c1');
  expect(await (await fetch(rig.url)).text()).toBe('c2');
  expect(rig.recorded.every(({ errorType }) => errorType === null)).toBe(true);
});

test('a request that may not be repeated is not', async () => {
  let requests = 0;
  const rig = await rigFor(
    await byHand((socket) => {
      requests += 1;
      if (requests > 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    }),
  );
  await (await fetch(rig.url)).text();
  const response = await fetch(rig.url, { method: 'POST' });
  expect([response.status, requests]).toEqual([502, 2]);
});

test('a caller that goes away before the answer: recorded, and the upstream’s work is called off', async () => {
  let upstreamSocket: Socket | undefined;
  const rig = await rigFor(await byHand((socket) => (upstreamSocket = socket)));
  const call = httpRequest(rig.url).on('error', () => undefined).end();
  await untilPassed(() => expect(upstreamSocket).toBeDefined());
  call.destroy();
  expect(await rig.one()).toMatchObject({ responseStatusCode: null, errorType: 'client_closed' });
  await untilPassed(() => expect(upstreamSocket?.destroyed).toBe(true));
});

test('a caller that goes away in the middle of the answer', async () => {
  const rig = await rigFor(await byHand((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst')));
  const client = rawClient(rig.port);
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('first');
  client.socket.destroy();
  expect(await rig.one()).toMatchObject({ responseStatusCode: 200, errorType: 'client_closed', responseBodySize: 5 });
});

test('a caller that goes away in the middle of its body', async () => {
  let came = '';
  const rig = await rigFor(await byHand((_, __, data) => (came += data)));
  const client = rawClient(rig.port);
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(20_000)}some`);
  await untilPassed(() => expect(came).toMatch(/some$/));
  client.socket.destroy();
  expect(await rig.one()).toMatchObject({ errorType: 'client_closed', requestBodySize: 20_004 });
});

test('a caller whose body stands still: 408', async () => {
  const rig = await rigFor(await byHand(() => undefined), { GATEWAY_TIMEOUT_SECONDS: '1' });
  const client = rawClient(rig.port);
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 408 [^]*client_timeout/);
  expect(await rig.one()).toMatchObject({ responseStatusCode: 408, errorType: 'client_timeout' });
});

test('a caller that does not read holds the upstream back instead of filling memory', async () => {
  let written = 0;
  const rig = await rigFor(
    await byHand((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => {
        while (socket.write(Buffer.alloc(65_536))) written += 65_536;
        socket.once('drain', more);
      };
      more();
    }),
  );
  const client = connect(rig.port, '127.0.0.1');
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  let before = -1;
  await untilPassed(async () => {
    before = written;
    await new Promise((done) => setTimeout(done, 200));
    expect([written > 0, written]).toEqual([true, before]);
  });
  expect(written).toBeLessThan(64 * 1024 * 1024);
  client.destroy();
  await rig.one();
});

test('requests beyond the connections wait their turn, and beyond the queue get 503', async () => {
  const open: Socket[] = [];
  const rig = await rigFor(await byHand((socket) => void open.push(socket)), { GATEWAY_CONNECTIONS: '1' });
  const calls = Array.from({ length: 6 }, () => fetch(rig.url));
  const refused = await Promise.race(calls);
  expect([refused.status, refused.headers.get('retry-after'), (await problem(refused)).errorType]).toEqual([503, '1', 'gateway_busy']);
  for (let i = 0; i < 5; i += 1) {
    await untilPassed(() => expect(open.length).toBe(i + 1));
    open[i]?.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  }
  const statuses = (await Promise.all(calls)).map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 503]);
});

test('stopping lets requests under way end, and takes no new ones', async () => {
  let answer: (() => void) | undefined;
  const upstream = await startServer((_, response) => (answer = () => response.end('done')));
  closers.push(() => upstream.close());
  const rig = await startRig(upstream.url, { GATEWAY_STOP_SECONDS: '60' });
  const call = fetch(rig.url);
  await untilPassed(() => expect(answer).toBeDefined());
  const closed = rig.close();
  await untilPassed(() => expect(fetch(`${rig.url}/late`)).rejects.toThrow());
  answer?.();
  expect(await (await call).text()).toBe('done');
  await closed;
});

test('a port that is taken: the message names the setting', async () => {
  const taken = await startServer((_, response) => response.end());
  closers.push(() => taken.close());
  const start = startRig('http://127.0.0.1:9', { GATEWAY_UPSTREAMS: `shop=${taken.port}>http://127.0.0.1:9` });
  await expect(start).rejects.toThrow(PortError);
  await expect(start).rejects.toThrow(`GATEWAY_UPSTREAMS gives port ${taken.port} to shop, but another program uses it`);
});

test.each([
  [{}, 'GATEWAY_UPSTREAMS: is not set'],
  [{ GATEWAY_UPSTREAMS: 'shop=4401' }, 'GATEWAY_UPSTREAMS: has to be name=port>http://host:port'],
  [{ GATEWAY_UPSTREAMS: 'a=1>http://x,b=1>http://y' }, 'GATEWAY_UPSTREAMS: names port 1 twice'],
  [{ GATEWAY_UPSTREAMS: 'a=1>http://x', GATEWAY_ROUTES: 'orders' }, 'GATEWAY_ROUTES: has to be /path/{id}'],
  [{ GATEWAY_UPSTREAMS: 'a=1>http://x', BODY_PREFIX_BYTES: '9999999' }, 'BODY_PREFIX_BYTES'],
])('settings %j are refused by name', (env, message) => {
  expect(() => loadConfig(env)).toThrow(SettingsError);
  expect(() => loadConfig(env)).toThrow(message);
});
