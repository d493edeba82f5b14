import { execFileSync } from 'node:child_process';
import type { HttpExchange } from '@contraflow/contract';
import { toCurl } from './curl.js';

const exchange = (more: Partial<HttpExchange> = {}): HttpExchange => ({
  kind: 'http', id: '01890000-0000-7000-8000-000000000000', startedAt: 0, durationNs: 1, timeToFirstByteNs: null, requestMethod: 'POST', route: '/orders',
  urlScheme: 'http', urlPath: '/orders', urlQuery: '', serverAddress: 'shop', serverPort: 8081, clientAddress: '', userAgent: '', responseStatusCode: 201,
  requestBodySize: 0, responseBodySize: 0, requestHeaders: [], responseHeaders: [], requestBody: null, responseBody: null, errorType: null,
  traceId: null, spanId: null, service: 'shop', ...more,
});
const body = (text: string) => ({ requestBody: { base64: Buffer.from(text).toString('base64'), truncated: false }, requestBodySize: Buffer.byteLength(text) });
/** The words that a shell hands to curl. */
const words = (command: string) => execFileSync('sh', ['-c', `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`], { encoding: 'utf8' }).split('\0').slice(0, -1);

test('a shell reads back the request as it was, whatever stands in it', () => {
  const nasty = `{"a":"it's $HOME \`x\` \\ \n"}`;
  const command = toCurl(exchange({ urlQuery: "q=a b&x='", requestHeaders: [['X-Note', "don't $1"]], ...body(nasty) }));
  expect(words(command)).toEqual(['-X', 'POST', "http://shop:8081/orders?q=a b&x='", '-H', "X-Note: don't $1", '--data-binary', nasty]);
});

test('headers that curl makes itself are left off', () =>
  expect(toCurl(exchange({ requestHeaders: [['Host', 'x'], ['Content-Length', '3'], ['Accept', 'a/b']] }))).not.toMatch(/Host|Content-Length/));

test('a secret that was taken out is said in a comment', () =>
  expect(toCurl(exchange({ requestHeaders: [['authorization', '[redacted]']] }))).toMatch(/^# authorization was taken out/));

test('a body that is not whole is not sent as if it were', () => {
  const command = toCurl(exchange({ requestBody: { base64: 'YQ==', truncated: true }, requestBodySize: 9_000 }));
  expect(command).toMatch(/^# the body of 9000 bytes/);
  expect(command).not.toContain("--data-binary '");
});

test('a name with a line end in it does not end the comment about it', () =>
  expect(toCurl(exchange({ requestHeaders: [['a\nrm', '[redacted]']] })).split('\n')[0]).toBe('# a rm was taken out at capture: put your own in'));
