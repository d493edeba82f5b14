import { createServer, type AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawClient, startRig, startServer, type Rig, type StartedServer } from './support/gateway-rig.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
let upstream: StartedServer;
let seen: IncomingMessage[];
const rigs: Rig[] = [];

beforeEach(async () => {
  seen = [];
  upstream = await startServer((request, response) => {
    seen.push(request);
    request.resume();
    response.writeHead(200, { 'Keep-Alive': 'timeout=9', 'X-Hop': 'secret', Connection: 'X-Hop', 'Proxy-Authenticate': 'x', 'X-End': 'kept' }).end('ok');
  });
});
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
  await upstream.close();
});

/** Sends a request by hand and answers what the upstream got of it, and what came back. */
async function exchange(lines: string[], env: Record<string, string> = {}, base = '') {
  const rig = await startRig(upstream.url + base, env);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await client.until(/ok$|ok\r\n0\r\n\r\n$/);
  client.socket.destroy();
  return { request: seen[0] as IncomingMessage, answer, recorded: await rig.one(), rig };
}

test('fields of the connection go no further, in either direction', async () => {
  const { request, answer } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'Connection: keep-alive, X-Private', 'X-Private: 1', 'Keep-Alive: timeout=5', 'Proxy-Connection: x', 'Proxy-Authorization: y', 'TE: gzip', 'Upgrade: h2c', 'X-Kept: 1']);
  expect(request.headers).toMatchObject({ 'x-kept': '1', host: 'a' });
  for (const name of ['x-private', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te', 'upgrade']) expect(request.headers).not.toHaveProperty(name);
  expect(answer).toContain('X-End: kept');
  expect(answer).not.toMatch(/x-hop|proxy-authenticate|timeout=9/i);
});

test('says that it takes trailers when the caller does', async () => {
  const { request } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'TE: trailers, deflate;q=0.5']);
  expect([request.headers.te, request.headers.connection]).toEqual(['trailers', 'TE']);
});

test('tells the upstream who called and how, and believes no one else’s word', async () => {
  const { request } = await exchange(['GET /x HTTP/1.1', 'Host: shop.example:81', 'X-Forwarded-For: 6.6.6.6', 'X-Forwarded-Proto: https', 'Forwarded: for=6.6.6.6', 'Via: 1.0 fred']);
  expect(request.headers).toMatchObject({
    host: 'shop.example:81', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'shop.example:81', 'x-forwarded-proto': 'http',
    forwarded: 'for=127.0.0.1;host="shop.example:81";proto=http', via: '1.0 fred, 1.1 contraflow',
  });
});

test('extends what a trusted proxy in front says', async () => {
  const { request, recorded } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'X-Forwarded-For: 6.6.6.6', 'X-Forwarded-Proto: https', 'Forwarded: for="[2001:db8::1]:99"'], { TRUST_FORWARDED: 'true' });
  expect(request.headers).toMatchObject({ 'x-forwarded-for': '6.6.6.6, 127.0.0.1', 'x-forwarded-proto': 'https', forwarded: 'for="[2001:db8::1]:99", for=127.0.0.1;host="a";proto=http' });
  expect(recorded.clientAddress).toBe('2001:db8::1');
});

test('passes on whatever the caller expects', async () => {
  upstream.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    response.end('ok');
  });
  const { request } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'Expect: the-unexpected']);
  expect(request.headers.expect).toBe('the-unexpected');
});

test('continues a trace, and keeps what its vendors wrote', async () => {
  const { request, recorded } = await exchange(['GET /x HTTP/1.1', 'Host: a', `traceparent: 00-${TRACE}-${SPAN}-01`, 'tracestate: v=1']);
  expect(recorded.traceId).toBe(TRACE);
  expect(recorded.spanId).not.toBe(SPAN);
  expect(request.headers).toMatchObject({ traceparent: `00-${TRACE}-${recorded.spanId}-01`, tracestate: 'v=1' });
});

test('begins a trace where there is none, or no valid one', async () => {
  const { request, recorded } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'traceparent: nonsense', 'tracestate: v=1']);
  expect(request.headers.traceparent).toBe(`00-${recorded.traceId}-${recorded.spanId}-01`);
  expect(request.headers.tracestate).toBeUndefined();
});

test('takes the authority of an absolute target for the host', async () => {
  const { request, recorded } = await exchange(['GET http://real.example/a?b HTTP/1.1', 'Host: fake.example']);
  expect([request.url, request.headers.host]).toEqual(['/a?b', 'real.example']);
  expect(recorded).toMatchObject({ urlPath: '/a', urlQuery: 'b', serverAddress: 'real.example', serverPort: 80 });
});

test('puts an upstream’s base path before every path, and sends its host where that is wanted', async () => {
  const { request } = await exchange(['GET /x HTTP/1.1', 'Host: a'], { GATEWAY_PRESERVE_HOST: 'false' }, '/base/');
  expect([request.url, request.headers.host, request.headers['x-forwarded-host']]).toEqual(['/base/x', new URL(upstream.url).host, 'a']);
});

test.each([
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
  ['a length and chunks', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n'],
  ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['a bad chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ['a chunk size that overflows', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx'],
  ['a coding that hides chunks', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01'],
])('refuses a request with %s, and passes no second one on', async (_, text) => {
  const rig = await startRig(upstream.url);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send(Buffer.from(`${text}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`, 'latin1'));
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 (400|501) /);
  expect(seen.map(({ url }) => url)).not.toContain('/smuggled');
});

test.each([
  ['two Hosts', ['Host: a', 'host: b']],
  ['the same Host twice', ['Host: a', 'Host: a']],
  ['an empty Host', ['Host:']],
  ['user information in its Host', ['Host: me@a']],
  ['a path in its Host', ['Host: a/b']],
  ['a port that is none', ['Host: a:http']],
  ['a port that is too large', ['Host: a:65536']],
  ['a Host in UTF-8', ['Host: caf\u00e9.example']],
  ['an address without its end', ['Host: [::1']],
])('a request with %s gets 400 that says so, and is recorded', async (_, lines) => {
  const rig = await startRig(upstream.url);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send(`GET /x HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 400 [^]*Connection: close[^]*"detail":"It.* Host field[^]*client_malformed/);
  expect(seen).toEqual([]);
  expect(await rig.one()).toMatchObject({ requestMethod: 'GET', urlPath: '/x', responseStatusCode: 400, errorType: 'client_malformed' });
});

test('a target that is no path and no URL of HTTP gets 400', async () => {
  const rig = await startRig(upstream.url);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send('GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 400 /);
});

test.each([
  ['GET /x HTTP/1.0', []],
  ['GET /x HTTP/1.0', ['Connection: keep-alive']],
])('HTTP/1.0 without Host (%s %j) gets the upstream’s own', async (line, lines) => {
  const { request, answer, recorded } = await exchange([line, ...lines]);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(request.headers.host).toBe(new URL(upstream.url).host);
  expect(request.headers).not.toHaveProperty('x-forwarded-host');
  expect(recorded).toMatchObject({ responseStatusCode: 200, serverAddress: '127.0.0.1', errorType: null });
});

test('names of who called never pass in another spelling', async () => {
  const { request } = await exchange(['GET /x HTTP/1.1', 'Host: a', 'X_Forwarded_For: 6.6.6.6', 'X-Real-IP: 6.6.6.6', 'X_Real_IP: 6.6.6.6', 'True-Client-IP: 6.6.6.6', 'X-Forwarded-Port: 6']);
  expect(request.rawHeaders.filter((text) => text.includes('6.6.6.6') || text === '6')).toEqual([]);
});

test.each([
  ['GET', '1.0', 'Transfer-Encoding: chunked\r\nTrailer: X-Sum', '2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n', /\r\n\r\nok$/],
  ['GET', '1.1', 'Content-Length: 2\r\nTrailer: X-Sum', 'ok', /\r\n\r\nok$/],
  ['HEAD', '1.1', 'Transfer-Encoding: chunked\r\nTrailer: X-Sum', '', /\r\n\r\n$/],
  ['GET', '1.1', 'Trailer: X-Sum', 'ok', /ok\r\n0\r\n\r\n$/],
  ['GET', '1.1', 'Transfer-Encoding: chunked\r\nTrailer: X-Sum', '2\r\nok\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\nX_Forwarded_For: 6\r\n\r\n', /\r\nTrailer: X-Sum[^]*\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n$/],
])('%s in HTTP/%s of an answer with %j: Trailer only where trailers can follow', async (method, version, fields, body, wanted) => {
  const plain = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${fields}\r\nConnection: close\r\n\r\n${body}`));
  });
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
  const rig = await startRig(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send(`${method} /x HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
  await client.ended;
  plain.close();
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(client.received()).toMatch(wanted);
  if (!/0\\r\\nX-Sum/.test(wanted.source)) expect(client.received()).not.toMatch(/trailer/i);
});

test('every query method that the parser knows passes', async () => {
  const { request } = await exchange(['QUERY /x HTTP/1.1', 'Host: a']);
  expect(request.method).toBe('QUERY');
});

test('refuses to open tunnels', async () => {
  const rig = await startRig(upstream.url);
  rigs.push(rig);
  const client = rawClient(rig.port);
  client.send('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
  await client.ended;
  expect(client.received()).toMatch(/^HTTP\/1\.1 501 Not Implemented[^]*application\/problem\+json[^]*"unsupported_method"/);
});
