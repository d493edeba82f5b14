import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { rawClient, startRig, startServer, type Rig, type StartedServer } from './support/gateway-rig.js';

let upstream: StartedServer;
let rig: Rig;
let seen: IncomingMessage[];

beforeEach(async () => {
  seen = [];
  upstream = await startServer(async (request, response) => {
    seen.push(request);
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (path === '/echo') {
      response.setHeader('content-type', request.headers['content-type'] ?? 'text/plain');
      for await (const chunk of request) response.write(chunk);
      response.end();
    } else if (path === '/json') response.writeHead(200, 'All Right', ['Content-Type', 'application/json', 'X-Two', 'a', 'x-two', 'b', 'Set-Cookie', 's=S3CR3T']).end('{"id":1,"apiKey":"S3CR3T"}');
    else if (path === '/gzip') response.setHeader('content-type', 'application/json').setHeader('content-encoding', 'gzip').end(gzipSync('{"token":"S3CR3T","n":1}'));
    else if (path === '/empty') response.writeHead(204).end();
    else if (path === '/unchanged') response.writeHead(304, { etag: '"x"' }).end();
    else if (path === '/error') response.writeHead(503).end('away');
    else if (path === '/length') response.setHeader('content-length', 5).end(request.method === 'HEAD' ? undefined : 'hello');
    else response.writeHead(404).end();
  });
  rig = await startRig(upstream.url);
});
afterEach(async () => {
  await rig.close();
  await upstream.close();
});

test('passes an exchange through and records it redacted', async () => {
  const response = await fetch(`${rig.url}/json?api_key=S3CR3T&page=2`, { headers: { authorization: 'Bearer S3CR3T', 'user-agent': 'spec/1' } });
  expect(response.status).toBe(200);
  expect(response.statusText).toBe('All Right');
  expect(response.headers.getSetCookie()).toEqual(['s=S3CR3T']);
  expect(await response.text()).toBe('{"id":1,"apiKey":"S3CR3T"}');
  expect(seen[0]?.headers.authorization).toBe('Bearer S3CR3T');
  expect(seen[0]?.url).toBe('/json?api_key=S3CR3T&page=2');
  const exchange = await rig.one();
  expect(exchange).toMatchObject({
    service: 'shop', requestMethod: 'GET', route: '/json', urlScheme: 'http', urlPath: '/json', urlQuery: 'api_key=[redacted]&page=2', serverAddress: '127.0.0.1', serverPort: rig.port,
    clientAddress: '127.0.0.1', userAgent: 'spec/1', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 26, requestBody: null, errorType: null,
  });
  expect(Buffer.from(exchange.responseBody?.base64 ?? '', 'base64').toString()).toBe('{"id":1,"apiKey":"[redacted]"}');
  expect(exchange.responseHeaders).toEqual(expect.arrayContaining([['X-Two', 'a'], ['x-two', 'b'], ['Set-Cookie', '[redacted]']]));
  expect(JSON.stringify(exchange)).not.toContain('S3CR3T');
  expect(exchange.timeToFirstByteNs).toBeLessThanOrEqual(exchange.durationNs);
});

test('keeps connections on both sides', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let i = 0; i < 5; i += 1) {
    const response = await new Promise<IncomingMessage>((done) => httpRequest(`${rig.url}/json`, { agent }, done).end());
    ports.add(response.socket.localPort);
    await buffer(response);
  }
  agent.destroy();
  expect(ports.size).toBe(1);
  expect(new Set(seen.map((request) => request.socket.remotePort)).size).toBe(1);
});

test('streams bodies both ways without waiting for their end', async () => {
  const call = httpRequest(`${rig.url}/echo`, { method: 'POST', headers: { 'content-type': 'text/plain' } });
  call.write('first');
  const response = await new Promise<IncomingMessage>((done) => call.on('response', done));
  const chunks = response[Symbol.asyncIterator]();
  expect(String((await chunks.next()).value)).toBe('first');
  call.write('second');
  expect(String((await chunks.next()).value)).toBe('second');
  call.end();
  expect((await chunks.next()).done).toBe(true);
  expect(await rig.one()).toMatchObject({ requestBodySize: 11, responseBodySize: 11 });
});

test('passes large bodies whole, chunked or with a length, and keeps a prefix', async () => {
  const body = Buffer.alloc(3_000_000, 'abcdefghij');
  for (const headers of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }]) {
    const call = httpRequest(`${rig.url}/echo`, { method: 'PUT', headers: { 'content-type': 'text/plain', ...headers } });
    call.end(body);
    const response = await new Promise<IncomingMessage>((done) => call.on('response', done));
    expect((await buffer(response)).equals(body)).toBe(true);
  }
  expect(seen.map(({ headers }) => headers['content-length'] ?? headers['transfer-encoding'])).toEqual(['3000000', 'chunked']);
  await untilPassed(() => expect(rig.recorded).toHaveLength(2));
  const exchange = rig.recorded[1];
  expect(exchange).toMatchObject({ requestBodySize: 3_000_000, responseBodySize: 3_000_000, requestBody: { truncated: true } });
  expect(Buffer.from(exchange?.responseBody?.base64 ?? '', 'base64')).toHaveLength(4_096);
});

test.each([['with a length', true], ['chunked', false]])('answers on their way keep their bytes while others come, %s', async (_, hasLength) => {
  const part = (index: number) => Buffer.alloc(20_000, `part ${index} `);
  const large = await startServer(async (_, response) => {
    if (hasLength) response.setHeader('content-length', 400 * 20_000);
    // Little by little, so that some is read while some waits for its caller.
    for (let i = 0; i < 400; i += 1) {
      if (!response.write(part(i))) await once(response, 'drain');
      await new Promise(setImmediate);
    }
    response.end();
  });
  const front = await startRig(large.url);
  try {
    const intact = Array.from({ length: 6 }, async (_, index) => {
      const response = await new Promise<IncomingMessage>((done) => httpRequest(front.url, { agent: false }, done).end());
      // Until every buffer in between is full.
      if (index > 0) await new Promise((done) => setTimeout(done, 300));
      return (await buffer(response)).equals(Buffer.concat(Array.from({ length: 400 }, (_, i) => part(i))));
    });
    expect(await Promise.all(intact)).not.toContain(false);
  } finally {
    await front.close();
    await large.close();
  }
});

test('keeps compressed bodies decompressed and redacted, and passes them on as they are', async () => {
  const response = await fetch(`${rig.url}/gzip`);
  expect(await response.json()).toEqual({ token: 'S3CR3T', n: 1 });
  expect(Buffer.from((await rig.one()).responseBody?.base64 ?? '', 'base64').toString()).toBe('{"token":"[redacted]","n":1}');
});

test('answers HEAD, 204 and 304 without a body and on the same connection', async () => {
  const client = rawClient(rig.port);
  client.send('HEAD /length HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await client.until(/\r\n\r\n$/)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 5\r\n/i);
  client.send('GET /empty HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('204 No Content');
  client.send('GET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('304 Not Modified');
  client.send('GET /length HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await client.until(/hello$/)).not.toContain('Transfer-Encoding');
  client.socket.destroy();
  await untilPassed(() => expect(rig.recorded).toHaveLength(4));
  expect(rig.recorded.map((exchange) => [exchange.requestMethod, exchange.responseStatusCode, exchange.responseBodySize])).toEqual([
    ['HEAD', 200, 0],
    ['GET', 204, 0],
    ['GET', 304, 0],
    ['GET', 200, 5],
  ]);
});

test('answers pipelined requests in order', async () => {
  const client = rawClient(rig.port);
  client.send('GET /length HTTP/1.1\r\nHost: a\r\n\r\nGET /empty HTTP/1.1\r\nHost: a\r\n\r\nGET /json HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await client.until('apiKey')).toMatch(/200 OK[^]*hello[^]*204 No Content[^]*200 All Right/);
  client.socket.destroy();
});

test('serves HTTP/1.0 callers without chunks', async () => {
  const client = rawClient(rig.port);
  client.send('GET /json HTTP/1.0\r\n\r\n');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 All Right\r\n/);
  expect(client.received()).not.toMatch(/transfer-encoding/i);
  expect(client.received().endsWith('{"id":1,"apiKey":"S3CR3T"}')).toBe(true);
});

test('an upstream’s own error is passed on and recorded as such', async () => {
  const response = await fetch(`${rig.url}/error`);
  expect([response.status, await response.text()]).toEqual([503, 'away']);
  expect(await rig.one()).toMatchObject({ responseStatusCode: 503, errorType: '503' });
});

test('takes no path of the upstream’s for itself', async () => {
  await (await fetch(`${rig.url}/-/health`)).arrayBuffer();
  await (await fetch(`${rig.url}/metrics`)).arrayBuffer();
  expect(seen.map(({ url }) => url)).toEqual(['/-/health', '/metrics']);
});

test('a capture that fails never touches the answer', async () => {
  rig.gateway.capture.append = () => {
    throw new Error('no capture today');
  };
  const response = await fetch(`${rig.url}/json`);
  expect(await text(response.body as never)).toBe('{"id":1,"apiKey":"S3CR3T"}');
});
