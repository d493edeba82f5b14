import { spawnSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import fc from 'fast-check';
import type { HttpExchange } from '@contraflow/contract';
import { exchange } from '../src/pages/flow/testing/trace.js';
import { toCurl } from '../src/ui/flow/curl/curl.js';

/** One request as it came over the wire. */
interface Received {
  line: string;
  headers: string[];
  body: Buffer;
}

let server: Server;
let port: number;
let received: (request: Received) => void;

beforeAll(async () => {
  if (spawnSync('curl', ['--version']).status !== 0) throw new Error('This spec runs the real curl: install it (apt-get install -y curl).');
  server = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('error', () => undefined).on('data', (chunk) => {
      chunks.push(chunk);
      const whole = requestIn(Buffer.concat(chunks));
      if (!whole) return;
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      received(whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function requestIn(bytes: Buffer): Received | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [line = '', ...headers] = bytes.toString('latin1', 0, end).split('\r\n');
  const length = Number(/^content-length:\s*(\d+)/im.exec(headers.join('\n'))?.[1] ?? 0);
  const chunked = /^transfer-encoding:\s*chunked/im.test(headers.join('\n'));
  const rest = bytes.subarray(end + 4);
  if (chunked) return rest.toString('latin1').endsWith('0\r\n\r\n') ? { line, headers, body: unchunked(rest) } : null;
  return rest.length < length ? null : { line, headers, body: rest.subarray(0, length) };
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** Runs the command of an exchange in a shell and gives what it sent. */
async function sent(given: Partial<HttpExchange>, shell = 'sh'): Promise<Received> {
  const request = new Promise<Received>((resolve) => (received = resolve));
  const command = toCurl(exchange({ serverAddress: '127.0.0.1', serverPort: port, ...given }));
  const child = spawn(shell, [], { cwd: '/', env: { PATH: process.env.PATH }, stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(command);
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const failed = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`${command}\nended with ${code}: ${said}`);
    return request;
  });
  return failed;
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const bodyOf = (bytes: Buffer) => ({ requestBody: { base64: bytes.toString('base64'), truncated: false }, requestBodySize: bytes.length });
/** Set by curl, or not compared: the length is that of the body. */
const fields = ({ headers }: Received) => headers.filter((line) => !/^content-length:/i.test(line));

const TARGETS: [string, string][] = [
  ['/a/[1-3]/{x,y}', 'q={a}&r=[1]'], ['/../../etc/passwd', ''], ['/a/./b/%2e%2e/c', ''], ['/it\'s/"quoted"', "x='&y=\""], ['/$HOME/`id`/$(id)', '!x=!!&a;b'],
  ['/caf%C3%A9', 'q=%F0%9F%98%80'], ['/café/你好', 'q=ü'], ['/a#b', 'c#d'], ['/a\\b|c^d', '<x>'], ['//double//slash', '?'], ['*', ''], ['/-X', '--data=@/etc/passwd'], ['/@/etc/passwd', '@file'],
];
test.each(TARGETS)('the target %s ? %s arrives as it was', async (urlPath, urlQuery) => {
  const { line } = await sent({ urlPath, urlQuery, requestMethod: 'GET' });
  expect(line).toBe(`GET ${latin1(urlPath + (urlQuery === '' ? '' : `?${urlQuery}`))} HTTP/1.1`);
});

const BODIES: [string, Buffer][] = [
  ['a name of a file behind @', Buffer.from('@/etc/passwd')], ['@ alone', Buffer.from('@-')], ['<', Buffer.from('</etc/passwd')], ['line ends', Buffer.from('a\r\nb\nc\r\n\n')],
  ['quotes and the shell’s own', Buffer.from(`it's "$HOME" \`id\` $(id) \\ !! %s %d`)], ['NUL and control characters', Buffer.from('\0a\u001b[31m\u0007')], ['latin1', Buffer.from('caf\xe9', 'latin1')],
  ['a byte order mark', Buffer.from('\ufeffa')], ['every byte', Buffer.from(Array.from({ length: 256 }, (_, n) => n))], ['more than an argument holds', Buffer.alloc(150_000, 'abc\'')], ['a minus', Buffer.from('-d @/etc/passwd')],
];
test.each(BODIES)('the body arrives byte for byte: %s', async (_, bytes) => {
  for (const shell of ['sh', 'bash']) expect((await sent(bodyOf(bytes), shell)).body.equals(bytes)).toBe(true);
});

test('a HEAD does not wait for a body that never comes', async () => {
  expect((await sent({ requestMethod: 'HEAD', urlPath: '/x' })).line).toBe('HEAD /x HTTP/1.1');
});

test.each(['GET', 'DELETE', 'PATCH', 'PROPFIND', 'M-SEARCH', 'QUERY'])('%s is sent with its body', async (requestMethod) => {
  const request = await sent({ requestMethod, ...bodyOf(Buffer.from('{}')) });
  expect([request.line, request.body.toString()]).toEqual([`${requestMethod} /orders HTTP/1.1`, '{}']);
});

test('header fields arrive in their order, with duplicates and empty values, and curl adds none of its own', async () => {
  const requestHeaders: [string, string][] = [
    ['Host', 'shop.example'], ['X-Empty', ''], ['x-twice', '1'], ['X-Twice', '2'], ['Cookie', "a=b; c='d'"], ['Connection', 'keep-alive'], ['Accept-Encoding', 'gzip, br'], ['X-Odd', '@/etc/passwd $HOME `id` !! \\ "'], ['TE', 'trailers'], ['X-Emoji', '😀'],
  ];
  const request = await sent({ requestMethod: 'POST', requestHeaders, ...bodyOf(Buffer.from('x')) });
  expect(fields(request)).toEqual(requestHeaders.map(([name, value]) => `${name}:${value === '' ? '' : ` ${latin1(value)}`}`));
});

test('without a Host of its own the request names the server, and nothing else', async () => {
  expect(fields(await sent({ requestMethod: 'GET' }))).toEqual([`Host: 127.0.0.1:${port}`]);
});

test('a chunked body stays chunked; one that said it was empty says so again', async () => {
  const chunked = await sent({ requestHeaders: [['Transfer-Encoding', 'chunked']], ...bodyOf(Buffer.from('a=1')) });
  expect([chunked.body.toString(), fields(chunked).at(-1)]).toEqual(['a=1', 'Transfer-Encoding: chunked']);
  expect((await sent({ requestHeaders: [['Content-Length', '0']] })).headers).toContain('Content-Length: 0');
});

test('a body that was decompressed is sent plain, without its content-encoding', async () => {
  const request = await sent({ requestHeaders: [['Content-Encoding', 'gzip'], ['Content-Length', '31']], ...bodyOf(Buffer.from('{"a":1}')) });
  expect(request.headers.join('\n')).toMatch(/Content-Length: 7$/m);
  expect(request.headers.join('\n')).not.toMatch(/content-encoding/i);
});

test('a body that was not kept is not announced, so nobody waits for it', async () => {
  const request = await sent({ requestHeaders: [['Content-Length', '9000'], ['X', '1']], requestBody: { base64: 'YQ==', truncated: true }, requestBodySize: 9_000 });
  expect([request.body.length, request.headers.some((line) => /content-length/i.test(line))]).toEqual([0, false]);
});

test('whatever is captured is what is sent', async () => {
  const token = fc.stringMatching(/^x-[a-z0-9]{1,10}$/);
  const value = fc.string({ unit: fc.constantFrom(...'ab \'"\\$`!@#%&*(){}[]<>|;:,?=~^-_+/é你'), maxLength: 30 }).map((text) => text.trim());
  const path = fc.string({ unit: fc.constantFrom(...'ab/.\'"\\$`!@#%&*(){}[]<>|;:,?=~^-_+é你'), maxLength: 30 }).map((text) => `/${text}`);
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(token, value), { maxLength: 5 }), fc.uint8Array({ maxLength: 60 }), async (target, requestHeaders, bytes) => {
      const [urlPath = '', ...rest] = target.split('?');
      const request = await sent({ urlPath, urlQuery: rest.join('?'), requestHeaders: [['Host', 'a'], ...requestHeaders], ...(bytes.length > 0 && bodyOf(Buffer.from(bytes))) });
      const whole = urlPath + (rest.join('?') === '' ? '' : `?${rest.join('?')}`);
      expect(request.line).toBe(`POST ${latin1(whole)} HTTP/1.1`);
      expect(fields(request)).toEqual(['Host: a', ...requestHeaders.map(([name, text]) => `${name}:${text === '' ? '' : ` ${latin1(text)}`}`)]);
      expect(request.body.equals(Buffer.from(bytes))).toBe(true);
    }),
    { numRuns: 60 },
  );
});
