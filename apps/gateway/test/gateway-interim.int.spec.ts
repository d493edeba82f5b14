import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { rawClient, startRig, startServer, type Rig, type StartedServer } from './support/gateway-rig.js';

let upstream: StartedServer;
let rig: Rig;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
let expectations: number;

beforeEach(async () => {
  expectations = 0;
  upstream = await startServer((request, response) => handle(request, response));
  upstream.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    expectations += 1;
    handle(request, response);
  });
  rig = await startRig(upstream.url);
});
afterEach(async () => {
  await rig.close();
  await upstream.close();
});

test('trailers pass in both directions', async () => {
  handle = async (request, response) => {
    await buffer(request);
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('body');
    response.addTrailers({ 'X-Sum': '42', 'X-Got': Object.entries(request.trailers).join() });
    response.end();
  };
  const call = httpRequest(rig.url, { method: 'POST', headers: { 'transfer-encoding': 'chunked', trailer: 'X-Md5' } });
  call.write('hello');
  call.addTrailers({ 'X-Md5': 'abc', Authorization: 'smuggled' });
  call.end();
  const response = await new Promise<IncomingMessage>((done) => call.on('response', done));
  expect((await buffer(response)).toString()).toBe('body');
  expect(response.headers.trailer).toBe('X-Sum');
  expect(response.trailers).toEqual({ 'x-sum': '42', 'x-got': 'x-md5,abc' });
});

test('a body is invited by the upstream, not by the gateway, and the connection goes on', async () => {
  handle = async (request, response) => {
    response.writeContinue();
    response.end(await buffer(request));
  };
  const client = rawClient(rig.port);
  client.send('POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
  expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  client.send('hello');
  await client.until('hello');
  client.send('POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nbye');
  await client.until('bye');
  expect(expectations).toBe(1);
  client.socket.destroy();
});

test('a body that the upstream does not want is never sent', async () => {
  handle = (_, response) => response.writeHead(417).end('no');
  const client = rawClient(rig.port);
  client.send('POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 417 [^]*Connection: close/);
  expect(await rig.one()).toMatchObject({ responseStatusCode: 417, requestBodySize: 0 });
});

test('early hints pass before the answer, in order also in a pipeline', async () => {
  handle = (request, response) => {
    response.writeEarlyHints({ link: `<${request.url}.css>; rel=preload`, 'x-hint': '1' });
    setTimeout(() => response.end(`${request.url} done`), request.url === '/a' ? 50 : 0);
  };
  const client = rawClient(rig.port);
  client.send('GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await client.until('/b done')).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>[^]*x-hint: 1\r\n\r\nHTTP\/1\.1 200 OK[^]*\/a done[^]*HTTP\/1\.1 103 [^]*<\/b\.css>[^]*\/b done/i);
  client.socket.destroy();
});

test('HTTP/1.0 callers get no interim answers', async () => {
  handle = (_, response) => {
    response.writeEarlyHints({ link: '</x.css>; rel=preload' });
    response.end('done');
  };
  const client = rawClient(rig.port);
  client.send('GET / HTTP/1.0\r\n\r\n');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('the head of a stream that is silent at first arrives at once', async () => {
  let end = () => {};
  handle = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    end = () => response.end('data: x\n\n');
  };
  const response = await fetch(rig.url);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  end();
  expect(await response.text()).toBe('data: x\n\n');
  expect(await rig.one()).toMatchObject({ exchangeKind: 'stream', closedBy: 'service', errorType: null, parentSpanId: null, spanKind: 'server', origin: 'gateway' });
});

test('a caller that leaves a stream makes no error', async () => {
  handle = (_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n');
  const leaving = new AbortController();
  const response = await fetch(rig.url, { signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  expect(await rig.one()).toMatchObject({ exchangeKind: 'stream', closedBy: 'caller', errorType: null, responseStatusCode: 200 });
});

test('WebSockets work through the gateway, and the switch is recorded', async () => {
  const sockets = new WebSocketServer({ server: upstream.server });
  sockets.on('connection', (socket, request) => socket.on('message', (data) => socket.send(`${request.url} ${request.headers['x-forwarded-for'] as string} ${String(data)}`)));
  const client = new WebSocket(`ws://127.0.0.1:${rig.port}/chat/7`, ['p1']);
  await new Promise((done, fail) => client.once('open', done).once('error', fail));
  const messages: string[] = [];
  client.on('message', (data) => messages.push(String(data)));
  client.send('one');
  client.send('x'.repeat(200_000));
  await untilPassed(() => expect(messages).toHaveLength(2));
  expect(messages[0]).toBe('/chat/7 127.0.0.1 one');
  expect(messages[1]).toHaveLength('/chat/7 127.0.0.1 '.length + 200_000);
  const closed = new Promise((done) => client.once('close', done));
  expect(rig.recorded).toEqual([]);
  client.close(4001);
  await closed;
  const told = await rig.one();
  expect(told).toMatchObject({ route: '/chat/{id}', responseStatusCode: 101, errorType: null, exchangeKind: 'tunnel', closedBy: 'caller', closeCode: 4001, origin: 'gateway' });
  expect(told.requestBodySize).toBeGreaterThan(200_003);
  expect(told.responseBodySize).toBeGreaterThan(200_020);
  await untilPassed(() => expect(sockets.clients.size).toBe(0));
  sockets.close();
});

test('a refused WebSocket gets the upstream’s answer', async () => {
  upstream.server.on('upgrade', (_request, socket: Socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: no\r\n\r\nno'));
  const client = new WebSocket(`ws://127.0.0.1:${rig.port}/`);
  const response = await new Promise<IncomingMessage>((done) => client.once('unexpected-response', (_, answer) => done(answer)));
  expect([response.statusCode, response.headers['x-why'], (await buffer(response)).toString()]).toEqual([403, 'no', 'no']);
  client.on('error', () => undefined).terminate();
  expect(await rig.one()).toMatchObject({ responseStatusCode: 403, errorType: null });
});

test('a tunnel ends on one side when it ends on the other', async () => {
  const upstreamSockets: Socket[] = [];
  const plain = createServer((socket) => {
    upstreamSockets.push(socket);
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: own\r\n\r\nhello'));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
  const own = await startRig(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`);
  const client = rawClient(own.port);
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: own\r\n\r\nearly');
  expect(await client.until('hello')).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: own\r\n\r\nhello$/);
  upstreamSockets[0]?.destroy();
  await client.ended;
  const second = rawClient(own.port);
  second.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: own\r\n\r\n');
  await second.until('hello');
  second.socket.destroy();
  await untilPassed(() => expect(upstreamSockets[1]?.destroyed).toBe(true));
  await own.close();
  plain.close();
});

test.each([
  ['Upgrade, HTTP2-Settings', ['Upgrade: h2c']],
  ['upgrade,http2-settings', ['Upgrade: H2C']],
  ['Upgrade', ['Upgrade: h2c, H2C']],
  ['keep-alive, Upgrade', ['Upgrade: h2c', 'Upgrade: h2c-14']],
  ['Upgrade', ['Upgrade: TLS/1.2, HTTP/2.0']],
])('an offer of HTTP/2 (Connection: %s, %j) is left aside', async (connection, lines) => {
  let names: string[] = [];
  handle = (request, response) => {
    names = request.rawHeaders.map((text) => text.toLowerCase());
    response.end('plain');
  };
  const client = rawClient(rig.port);
  client.send(`GET / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\n${lines.join('\r\n')}\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`);
  expect(await client.until('plain')).toMatch(/^HTTP\/1\.1 200 OK/);
  client.socket.destroy();
  expect(names).not.toEqual(expect.arrayContaining(['upgrade']));
  expect(names).not.toEqual(expect.arrayContaining(['http2-settings']));
});

test('of several protocols only those go on that are not HTTP, and the upstream may choose no other', async () => {
  const asked: (string | undefined)[] = [];
  upstream.server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.headers.upgrade);
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n');
  });
  const client = rawClient(rig.port);
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c, websocket\r\nUpgrade: own\r\n\r\n');
  expect(await client.until('upstream_invalid_response')).toMatch(/^HTTP\/1\.1 502 /);
  expect(asked).toEqual(['websocket, own']);
  client.socket.destroy();
});
