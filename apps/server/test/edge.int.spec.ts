import { connect } from 'node:net';
import { eventually } from '../../../tools/testing/eventually.ts';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
let cookie: string;
beforeAll(async () => {
  server = await createTestApp();
  cookie = await server.login();
});
afterAll(() => server.close());

/** Sends bytes as they are and gives what comes back until the connection ends. */
function raw(text: string, url = server.url): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (part) => (answer += part.toString('latin1'))).on('close', () => resolve(answer)).on('error', reject);
  });
}
const get = (path: string, more = 'Host: x\r\n', url = server.url) => raw(`GET ${path} HTTP/1.1\r\n${more}Connection: close\r\n\r\n`, url);

test('two Host headers are refused, whoever is asked', async () => {
  for (const path of ['/', '/api/auth/me', '/health/live']) expect(await get(path, 'Host: a\r\nHost: b\r\n')).toMatch(/^HTTP\/1\.1 400 /);
});

const HEADERS = ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy'];
test.each<[string, () => Promise<string>, RegExp]>([
  ['a page', () => get('/'), /^HTTP\/1\.1 (200|404)/],
  ['a missing asset', () => get('/assets/none.js'), /^HTTP\/1\.1 404/],
  ['an address that cannot be decoded', () => get('/api/%ff'), /^HTTP\/1\.1 400/],
  ['no HTTP at all', () => raw('hello\r\n\r\n'), /^HTTP\/1\.1 400/],
  ['a head that is too long', () => get('/', `Host: x\r\nX: ${'a'.repeat(20_000)}\r\n`), /^HTTP\/1\.1 431/],
  ['an unknown route', () => get('/api/none'), /^HTTP\/1\.1 404/],
  ['two Hosts', () => get('/', 'Host: a\r\nHost: b\r\n'), /^HTTP\/1\.1 400/],
])('%s has the same headers as every other answer', async (_, ask, status) => {
  const answer = await ask();
  expect(answer).toMatch(status);
  for (const name of HEADERS) expect(answer.toLowerCase()).toContain(`\r\n${name}: `);
  if (!/^HTTP\/1\.1 200/.test(answer)) expect(answer.toLowerCase()).toContain('\r\ncache-control: no-store');
  expect(answer.toLowerCase()).not.toContain('strict-transport-security');
});

test.each(['/api/auth/me', '/%61pi/auth/me', '/api/%61uth/me', '/api/flows?from=0&to=1'])('no cache keeps %s', async (path) => {
  expect((await server.call('GET', path, { cookie })).headers.get('cache-control')).toBe('no-store');
});

test('a head that never ends is given up', async () => {
  const answer = await raw('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*cross-origin-resource-policy/);
}, 60_000);

test('ten slow senders do not hold what others need, and each is given up', async () => {
  const claim = async (name: string) => (await server.call<{ source: string; epoch: number; next: number }>('POST', '/api/capture/sources', { headers: { authorization: `Bearer ${CAPTURE_KEY}` }, body: { name, spoolId: crypto.randomUUID() } })).body;
  const answers: Promise<string>[] = [];
  for (let n = 0; n < 10; n += 1) {
    const { source, epoch } = await claim(`slow-${n}`);
    answers.push(raw(`POST /api/capture/batches?source=${source}&epoch=${epoch}&first=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${CAPTURE_KEY}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 4000000\r\nConnection: close\r\n\r\n{`));
  }
  const statuses = (await Promise.all(answers)).map((answer) => answer.slice(9, 12));
  expect(statuses.filter((status) => status === '408')).toHaveLength(6);
  expect(statuses.filter((status) => status === '503')).toHaveLength(4);
  const { source, epoch } = await claim('quick');
  const taken = await server.call('POST', `/api/capture/batches?source=${source}&epoch=${epoch}&first=0`, { headers: { authorization: `Bearer ${CAPTURE_KEY}`, 'content-type': 'application/x-ndjson' } });
  expect(taken.status).toBe(200);
}, 60_000);

test('where PUBLIC_URL is set no other name is answered, but for probes, scrapers and senders; over TLS browsers are told to stay there', async () => {
  const own = await createTestApp({ PUBLIC_URL: 'https://watch.example' });
  try {
    await eventually(async () => /^HTTP\/1\.1 200/.test(await get('/health/live', 'Host: 10.0.0.7\r\n', own.url)));
    for (const path of ['/', '/api/auth/me', '/%61pi/auth/me']) {
      expect(await get(path, 'Host: evil.example\r\n', own.url)).toMatch(/^HTTP\/1\.1 421 [^]*https:\/\/watch\.example/);
      expect(await get(path, 'Host: watch.example\r\n', own.url)).not.toMatch(/^HTTP\/1\.1 421/);
    }
    expect(await get('/api/capture/sources', 'Host: 10.0.0.7\r\n', own.url)).not.toMatch(/^HTTP\/1\.1 421/);
    for (const answer of [await get('/', 'Host: watch.example\r\n', own.url), await raw('hello\r\n\r\n', own.url)]) expect(answer).toMatch(/strict-transport-security: max-age=31536000/i);
  } finally {
    await own.close();
  }
});
