import type { HttpExchange } from '@contraflow/contract';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { rawClient, startRig, startServer, type Rig, type StartedServer } from './support/gateway-rig.js';

let upstream: StartedServer;
let seen: string[];
let rig: Rig;

beforeAll(async () => {
  upstream = await startServer((request, response) => {
    seen.push(request.url as string);
    request.resume();
    request.on('end', () => setTimeout(() => response.end('ok'), 50));
  });
  rig = await startRig(upstream.url, { GATEWAY_TIMEOUT_SECONDS: '1' });
});
beforeEach(() => {
  seen = [];
  rig.recorded.length = 0;
});
afterAll(async () => {
  await rig.close();
  await upstream.close();
});

/** Sends bytes by hand and answers what came back until the connection closed. */
async function send(text: string): Promise<string> {
  const client = rawClient(rig.port);
  client.send(Buffer.from(text, 'latin1'));
  await client.ended;
  return client.received();
}

const HEAD = 'HTTP/1.1\r\nHost: h:81\r\nUser-Agent: spec/1\r\nAuthorization: Bearer S3CR3T\r\n';
const known = { serverAddress: 'h', serverPort: 81, userAgent: 'spec/1', clientAddress: '127.0.0.1' };
const unknown = { requestMethod: '_OTHER', urlPath: '', route: '/{unreadable}' };

test.each<[string, string, number, Partial<HttpExchange>]>([
  ['two Hosts', `GET /a?token=S3CR3T ${HEAD}Host: b\r\n\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'GET', urlPath: '/a', urlQuery: 'token=[redacted]', ...known }],
  ['a field that is none', `GET /a?token=S3CR3T ${HEAD}X Y: 1\r\n\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'GET', urlPath: '/a', urlQuery: 'token=[redacted]', ...known }],
  ['a length and chunks', `POST /orders/7 ${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'POST', urlPath: '/orders/7', ...known }],
  ['a target beyond ASCII', `GET /caf\u00c3\u00a9 ${HEAD}\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'GET', urlPath: '/café', ...known }],
  ['a target with a space', `GET /a b ${HEAD}\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'GET', urlPath: '/a b', ...known }],
  ['no HTTP', '\u0016\u0003\u0001\0\u00a5\u0001\0', 400, { errorType: 'client_malformed', ...unknown }],
  ['HTTP/2 in clear text', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, { errorType: 'client_malformed', requestMethod: 'PRI' }],
  ['a method that the parser does not know', `BREW /pot ${HEAD}\r\n`, 501, { errorType: 'unsupported_method', requestMethod: 'BREW', urlPath: '/pot', ...known }],
  ['a method in lower case', `get /pot ${HEAD}\r\n`, 501, { errorType: 'unsupported_method', requestMethod: 'get', urlPath: '/pot', ...known }],
  ['CONNECT', `CONNECT a:443 ${HEAD}\r\n`, 501, { errorType: 'unsupported_method', requestMethod: 'CONNECT', urlPath: 'a:443', route: '/{authority}', ...known }],
  ['another transfer coding', `POST /a ${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n`, 501, { errorType: 'unsupported_transfer_coding', requestMethod: 'POST', urlPath: '/a', ...known }],
  ['a head of 100 kB', `GET /a ${HEAD}X: ${'x'.repeat(100_000)}\r\n\r\n`, 431, { errorType: 'client_head_too_large', requestMethod: 'GET', urlPath: '/a', ...known }],
  ['a head of 400 kB', `GET /a ${HEAD}${`X: ${'x'.repeat(1_000)}\r\n`.repeat(400)}\r\n`, 431, { errorType: 'client_head_too_large' }],
  ['a head that does not end', `GET /a ${HEAD}`, 408, { errorType: 'client_timeout', ...unknown }],
  ['a body that does not come', `POST /a ${HEAD}Content-Length: 10\r\n\r\nfour`, 408, { errorType: 'client_timeout', requestMethod: 'POST', urlPath: '/a', requestBodySize: 4, ...known }],
  ['a bad chunk', `POST /a ${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`, 400, { errorType: 'client_malformed', requestMethod: 'POST', urlPath: '/a', ...known }],
])('%s: the caller gets an error, and the record has it', async (_, text, status, recorded) => {
  const answer = await send(text);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*application/problem\\+json[^]*"errorType":"${recorded.errorType}"`));
  expect(answer).toContain(`"traceId":"${(await rig.one()).traceId}"`);
  const exchange = await rig.one();
  expect(exchange).toMatchObject({ service: 'shop', responseStatusCode: status, timeToFirstByteNs: null, ...recorded });
  expect(exchange.responseBodySize).toBeGreaterThan(100);
  expect(exchange.responseHeaders).toEqual(expect.arrayContaining([['Content-Type', 'application/problem+json']]));
  expect(JSON.stringify(exchange)).not.toContain('S3CR3T');
});

test('what is broken behind a good request gets its answer behind that one’s, once', async () => {
  const answer = await send(`GET /good ${HEAD}\r\nGET /bad ${HEAD}X Y: 1\r\n\r\nGET /late ${HEAD}\r\n`);
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
  expect(seen).toEqual(['/good']);
  await untilPassed(() => expect(rig.recorded).toHaveLength(2));
  expect(rig.recorded.map(({ urlPath, responseStatusCode, errorType }) => [urlPath, responseStatusCode, errorType])).toEqual([
    ['/good', 200, null],
    ['/bad', 400, 'client_malformed'],
  ]);
});

test('a caller that ends its side in the middle of a head', async () => {
  const client = rawClient(rig.port);
  client.socket.end(`GET /a ${HEAD}`);
  await client.ended;
  expect(await rig.one()).toMatchObject({ responseStatusCode: null, errorType: 'client_closed' });
});

test('a connection that was opened and not used is no request', async () => {
  const quiet = rawClient(rig.port);
  await quiet.ended;
  await send(`GET /good ${HEAD}Connection: close\r\n\r\n`);
  expect((await rig.one()).urlPath).toBe('/good');
});
