import type { HttpExchange } from '@contraflow/contract';
import { exchange } from '../../../pages/flow/testing/trace.js';
import { toCurl } from './curl.js';

const body = (bytes: string | Buffer) => ({ requestBody: { base64: Buffer.from(bytes).toString('base64'), truncated: false }, requestBodySize: Buffer.byteLength(bytes) });
const comments = (given: Partial<HttpExchange>) => toCurl(exchange(given)).split('\n').filter((line) => line.startsWith('#'));

test.each<[string, Partial<HttpExchange>, string[]]>([
  ['a secret header', { requestHeaders: [['authorization', '[redacted]']] }, ['# authorization was taken out at capture: put your own in']],
  ['a secret in the query', { urlQuery: 'token=[redacted]' }, ['# a value of the address was taken out at capture: put your own in']],
  ['a secret in the path', { urlPath: '/reset/[redacted]' }, ['# a value of the address was taken out at capture: put your own in']],
  ['a secret in the body', body('{"pin":"[redacted]"}'), ['# a value of the body was taken out at capture: put your own in']],
  ['a cut body', { requestBody: { base64: 'YQ==', truncated: true }, requestBodySize: 9_000 }, ['# the body of 9000 bytes was not kept whole: add it with --data-binary @file']],
  ['a body of which only the size was kept', { requestBody: null, requestBodySize: 12 }, ['# the body of 12 bytes was not kept whole: add it with --data-binary @file']],
  [
    'a body with a reason in its place',
    { requestBody: { base64: Buffer.from('[not kept: its parts cannot be redacted]').toString('base64'), truncated: true }, requestBodySize: 12 },
    ['# the body of 12 bytes was not kept whole (its parts cannot be redacted): add it with --data-binary @file'],
  ],
  ['a HEAD with a body', { requestMethod: 'HEAD', ...body('x') }, ['# curl cannot send a HEAD with a body: its 1 bytes are left off']],
  ['a header that is none', { requestHeaders: [['@/etc/passwd', 'x']] }, ['# the header @/etc/passwd cannot be sent by curl as it is: it is left off']],
  ['a header with a line end', { requestHeaders: [['x', 'a\r\nb: c']] }, ['# the header x cannot be sent by curl as it is: it is left off']],
  ['a name that would end the comment', { requestHeaders: [['a\nrm -rf', '[redacted]']] }, ['# the header a rm -rf cannot be sent by curl as it is: it is left off']],
  ['a scheme that reads files', { urlScheme: 'file', urlPath: '/etc/passwd' }, ['# the scheme file is none of HTTP: http stands in its place']],
  ['a compressed body', { requestHeaders: [['Content-Encoding', 'gzip']], ...body('plain') }, ['# the body was decompressed at capture: its content-encoding gzip is left off']],
  ['a header cut at its bound', { requestHeaders: [['x', 'a'.repeat(16_384)]] }, ['# x may have been cut at 16384 characters']],
])('%s is said in a comment', (_, given, expected) => {
  expect(comments(given)).toEqual(expected);
});

test('a plain request is plain to read', () => {
  expect(toCurl(exchange({ requestHeaders: [['Host', 'shop:80'], ['User-Agent', 'web/1'], ['Accept', '*/*'], ['Content-Type', 'application/json'], ['Content-Length', '7']], serverAddress: 'shop', serverPort: 80, urlQuery: 'a=1', ...body('{"a":1}') }))).toBe(
    `curl -X POST \\\n  'http://shop:80/orders?a=1' \\\n  -H 'Host: shop:80' \\\n  -H 'User-Agent: web/1' \\\n  -H 'Accept: */*' \\\n  -H 'Content-Type: application/json' \\\n  -H 'Expect:' \\\n  --data-raw '{"a":1}'`,
  );
});

test('nothing in a command moves a terminal’s cursor', () => {
  const command = toCurl(exchange({ urlPath: '/\u001b[2J', requestHeaders: [['x', 'a\u001b]0;b\u0007']], ...body('\u001b[31m\u0000') }));
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(command).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
});
