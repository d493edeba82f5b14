import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { temporaryFolder } from '../../../tools/testing/temporary-folder.ts';
import { createTestApp, type TestApp } from './support/test-app.js';

const dashboard = temporaryFolder();
const LARGE = 'console.log("large");'.repeat(200);
let server: TestApp;
beforeAll(async () => {
  mkdirSync(join(dashboard, 'assets'));
  writeFileSync(join(dashboard, 'index.html'), '<!doctype html><title>Contraflow</title>');
  writeFileSync(join(dashboard, 'assets', 'main-abc123.js'), 'console.log(1)');
  writeFileSync(join(dashboard, 'favicon.svg'), '<svg/>');
  for (const path of ['index.html', 'assets/large-abc123.js', 'assets/large-abc123.css']) {
    if (path !== 'index.html') writeFileSync(join(dashboard, path), LARGE);
    const content = readFileSync(join(dashboard, path));
    writeFileSync(join(dashboard, `${path}.br`), brotliCompressSync(content));
    writeFileSync(join(dashboard, `${path}.gz`), gzipSync(content));
  }
  server = await createTestApp({ KAFKA_BROKERS: '', DASHBOARD_DIR: dashboard });
});
afterAll(() => server.close());

test('every address of the dashboard is its page, which is asked for anew each time', async () => {
  for (const path of ['/', '/live', '/log/flows/01900000.x?filter=status%3A500']) {
    const answer = await server.call<string>('GET', path);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Contraflow</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
});

test('files with a hash in their name are kept for good', async () => {
  const answer = await server.call<string>('GET', '/assets/main-abc123.js');
  expect(answer.body).toBe('console.log(1)');
  expect(answer.headers.get('content-type')).toMatch('javascript');
  expect(answer.headers.get('cache-control')).toMatch(/max-age=31536000, immutable/);
  expect((await server.call('GET', '/favicon.svg')).headers.get('content-type')).toMatch('svg');
});

/** As it is on the wire: fetch would decompress it, and hide how it came. */
async function fetchRaw(path: string, accepted: string): Promise<{ headers: IncomingMessage['headers']; body: Buffer }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => get(`${server.url}${path}`, { agent: false, headers: { 'accept-encoding': accepted } }, resolve).on('error', reject));
  return { headers: answer.headers, body: await buffer(answer) };
}

test.each(['/live', '/', '/assets/large-abc123.js', '/assets/large-abc123.css'])('%s comes compressed to whoever accepts it, and a cache tells them apart', async (path) => {
  const plain = await fetchRaw(path, 'identity');
  const ways = { br: await fetchRaw(path, 'gzip, deflate, br, zstd'), gzip: await fetchRaw(path, 'gzip') };
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(brotliDecompressSync(ways.br.body)).toEqual(plain.body);
  expect(gunzipSync(ways.gzip.body)).toEqual(plain.body);
  for (const [encoding, { headers }] of Object.entries(ways)) {
    expect(headers).toMatchObject({ 'content-encoding': encoding, 'content-type': plain.headers['content-type'], 'cache-control': plain.headers['cache-control'], 'x-content-type-options': 'nosniff' });
  }
  const all = [plain, ways.br, ways.gzip].map(({ headers }) => headers);
  for (const { vary } of all) expect(vary).toMatch(/accept-encoding/i);
  expect(new Set(all.map(({ etag }) => etag)).size).toBe(3);
});

test('a file without a compressed twin comes as it is', async () => {
  const { headers, body } = await fetchRaw('/assets/main-abc123.js', 'gzip, br');
  expect([headers['content-encoding'], String(body)]).toEqual([undefined, 'console.log(1)']);
});

test('what the server itself does not know is no page of the dashboard', async () => {
  for (const path of ['/api/nothing', '/api', '/health/nothing', '/assets/gone-123.js']) {
    const answer = await server.call<string>('GET', path);
    expect(answer.status).toBe(404);
    expect(JSON.stringify(answer.body)).not.toContain('<title>');
  }
});

test('nothing outside of the dashboard’s folder is served, and a broken address breaks nothing', async () => {
  for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/..%2f..%2f..%2fetc/passwd', '/%', '/%ff', '/%00.txt']) {
    const answer = await server.call<string>('GET', path);
    expect(JSON.stringify(answer.body)).not.toContain('root:');
    expect([200, 400, 403, 404]).toContain(answer.status);
  }
});

test('pages come with headers that keep other sites and other code out', async () => {
  const { headers } = await server.call('GET', '/');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
  expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe-eval/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('no error is kept by a cache, and what the framework refuses has the same headers', async () => {
  for (const path of ['/api/health', '/%61pi/health', '/%61pi/nothing', '/assets/gone-123.js', '/assets/%ff', '/%', `/api/flows/${'x'.repeat(600)}`]) {
    const { status, headers } = await server.call('GET', path);
    expect({ path, status: status >= 400 && status < 500, cache: headers.get('cache-control'), sniff: headers.get('x-content-type-options'), corp: headers.get('cross-origin-resource-policy'), type: headers.get('content-type') }).toEqual({
      path, status: true, cache: 'no-store', sniff: 'nosniff', corp: 'same-origin', type: expect.stringMatching(/^application\/problem\+json/),
    });
  }
});

test.each([['Host: a\r\nHost: b'], ['Host: a b'], ['Host: u@a'], ['Host: a/b']])('a request with %j is refused', async (host) => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.end(`GET /health/live HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const part of socket) answer += String(part);
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*x-content-type-options: nosniff/i);

});
