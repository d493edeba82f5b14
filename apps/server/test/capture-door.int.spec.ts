import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import fc from 'fast-check';
import { ORDINARY_EXCHANGE, type BatchAnswer, type ClaimAnswer, ENTRIES_TYPE, type HealthItem, NDJSON_TYPE, type Problem } from '@contraflow/contract';
import { EntryEncoder, type SpoolEntry, uuidV7At } from '@contraflow/capture';
import { anyExchange } from '../../../tools/testing/any-exchange.ts';
import { HealthBoard } from '../src/ports/health-board.js';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';

let app: TestApp;
let database: Client;
beforeAll(async () => {
  app = await createTestApp({ KAFKA_BROKERS: '' });
  database = new Client({ connectionString: app.config.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await app.close();
});

const headers = (key = CAPTURE_KEY) => ({ authorization: `Bearer ${key}` });

async function claim(name = 'spec', spoolId = randomUUID() as string, first = 0): Promise<ClaimAnswer> {
  const answer = await app.call<ClaimAnswer>('POST', '/api/capture/sources', { body: { name, spoolId, first }, headers: headers() });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function ship(query: Record<string, string | number>, body: string | Uint8Array, key = CAPTURE_KEY) {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
  const response = await fetch(`${app.url}/api/capture/batches?${search}`, { method: 'POST', headers: { ...headers(key), 'content-type': typeof body === 'string' ? NDJSON_TYPE : ENTRIES_TYPE }, body: body as string });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: (await response.json()) as BatchAnswer & Problem };
}

const at = () => Date.now() - 5;
function exchange(path: string, more: object = {}): object {
  const startedAt = at();
  return {
    ...ORDINARY_EXCHANGE, kind: 'http', id: uuidV7At(startedAt), startedAt, durationNs: 2_000_000, timeToFirstByteNs: 1_000_000, requestMethod: 'GET', route: '/spec/{id}', urlScheme: 'http', urlPath: path, urlQuery: '',
    serverAddress: 'a', serverPort: 80, clientAddress: '127.0.0.1', userAgent: 'spec', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 2, requestHeaders: [['Host', 'a']],
    responseHeaders: [], requestBody: null, responseBody: { base64: Buffer.from('ok').toString('base64'), truncated: false }, errorType: null, traceId: null, spanId: null, service: 'shop', ...more,
  };
}
const send = () => ({ kind: 'send', topic: 'orders', partition: 0, offset: '7', sentAt: at(), durationNs: 1_000_000, errorType: null, traceId: null, spanId: null, service: 'shop' });
const drop = (dropped: number) => ({ kind: 'drop', dropped, since: at(), until: at(), reason: 'the spool was full' });
const ndjson = (...entries: (object | string)[]) => entries.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).map((line) => `${line}\n`).join('');
const encoder = new EntryEncoder();
const sequence = (...entries: (object | Buffer)[]) =>
  Buffer.concat(entries.flatMap((entry) => {
    const bytes = Buffer.isBuffer(entry) ? entry : Buffer.from(encoder.encode(entry as SpoolEntry) as Uint8Array);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  }));
const rowsOf = async (table: string, source: string) => (await database.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE source = $1 ORDER BY position`, [source])).rows;

test('records a batch and answers after the commit', async () => {
  const { source, epoch, next } = await claim();
  const answer = await ship({ source, epoch, first: next }, ndjson(exchange('/a'), send(), drop(3), exchange('/b')));
  expect(answer).toMatchObject({ status: 200, body: { next: 4, setAside: 0 } });
  expect((await rowsOf('http_exchange', source)).map((row) => [row.position, row.url_path])).toEqual([['0', '/a'], ['3', '/b']]);
  expect(await rowsOf('producer_send', source)).toMatchObject([{ position: '1', topic: 'orders', offset: '7' }]);
  expect(await rowsOf('source_drop', source)).toMatchObject([{ position: '2', dropped: '3', reason: 'the spool was full' }]);
});

test('a line that is no entry is set aside with a reason, and the others are recorded', async () => {
  const { source, epoch } = await claim();
  const lines = ndjson('{"kind":"http"', '', exchange('/ok'), exchange('/bad', { durationNs: -1 }), exchange('/nul\u0000'), exchange('/late', { startedAt: Date.now() + 10 * 86_400_000 }), '{"kind":"other"}');
  expect(await ship({ source, epoch, first: 0 }, lines)).toMatchObject({ status: 200, body: { next: 7, setAside: 6 } });
  expect((await rowsOf('http_exchange', source)).map((row) => row.url_path)).toEqual(['/ok']);
  const aside = await rowsOf('set_aside', source);
  expect(aside.map((row) => row.position)).toEqual(['0', '1', '3', '4', '5', '6']);
  expect(aside.map((row) => String(row.reason)).join('\n')).toMatch(/not JSON[^]*durationNs[^]*NUL[^]*future/);
  expect(String(aside[0]?.payload)).toBe('{"kind":"http"');
});

test('records entries as they lie in a spool', async () => {
  const { source, epoch, next } = await claim();
  const answer = await ship({ source, epoch, first: next }, sequence(exchange('/a'), send(), drop(3), exchange('/ü')));
  expect(answer).toMatchObject({ status: 200, body: { next: 4, setAside: 0 } });
  expect((await rowsOf('http_exchange', source)).map((row) => [row.position, row.url_path])).toEqual([['0', '/a'], ['3', '/ü']]);
  expect(await rowsOf('producer_send', source)).toMatchObject([{ position: '1', topic: 'orders', offset: '7' }]);
  expect(await rowsOf('source_drop', source)).toMatchObject([{ position: '2', dropped: '3', reason: 'the spool was full' }]);
});

test('bytes that are no entry are set aside with a reason, readable where they can be, and the others are recorded', async () => {
  const { source, epoch } = await claim();
  const whole = Buffer.from(encoder.encode(exchange('/raw') as SpoolEntry) as Uint8Array);
  const changed = (at: number, to: number) => Object.assign(Buffer.from(whole), { [at]: to });
  const notUtf8 = changed(whole.indexOf('/raw') + 1, 0xff);
  const body = sequence(
    whole.subarray(0, 100), Buffer.alloc(0), exchange('/ok'), exchange('/bad', { responseStatusCode: 99 }), exchange('/nul\u0000'), exchange('/late', { startedAt: Date.now() + 10 * 86_400_000 }),
    notUtf8, changed(0, 3), exchange('/fraction', { durationNs: 0.5 }), Buffer.from('{"kind":"other"}'), exchange('/ok-too'), whole,
  );
  expect(await ship({ source, epoch, first: 0 }, body.subarray(0, -7))).toMatchObject({ status: 200, body: { next: 12, setAside: 10 } });
  expect((await rowsOf('http_exchange', source)).map((row) => row.url_path)).toEqual(['/ok', '/ok-too']);
  const aside = await rowsOf('set_aside', source);
  expect(aside.map((row) => row.position)).toEqual(['0', '1', '3', '4', '5', '6', '7', '8', '9', '11']);
  const reasons = ['not an exchange', 'not an exchange', 'responseStatusCode', 'NUL', 'future', 'urlPath is not UTF-8', 'version 3', 'durationNs', 'kind', 'cut'];
  aside.forEach((row, index) => expect(row.reason).toContain(reasons[index]));
  expect(JSON.parse(String(aside[2]?.payload))).toMatchObject({ kind: 'http', urlPath: '/bad', responseStatusCode: 99 });
  expect(aside[6]?.payload).toEqual(changed(0, 3));
});

test('what the writer sets aside can be read, though it came as bytes', async () => {
  const { source, epoch } = await claim();
  const startedAt = Date.now() - 60 * 86_400_000;
  expect(await ship({ source, epoch, first: 0 }, sequence(exchange('/old', { startedAt }), exchange('/ok')))).toMatchObject({ status: 200, body: { next: 2, setAside: 1 } });
  const [aside] = await rowsOf('set_aside', source);
  expect(aside?.reason).toContain('days ago');
  expect(JSON.parse(String(aside?.payload))).toEqual({ position: '0', exchange: { ...exchange('/old', { startedAt }), id: expect.any(String) as string } });
});

test('an exchange gives the same row in both forms', async () => {
  const exchanges = fc.sample(anyExchange(Date.now() - 120_000), { numRuns: 400, seed: 7 });
  const columns = async (body: string | Uint8Array) => {
    const { source, epoch } = await claim();
    expect(await ship({ source, epoch, first: 0 }, body)).toMatchObject({ status: 200, body: { next: exchanges.length } });
    const rows = (await rowsOf('http_exchange', source)).map(({ source: _, recorded_at: __, ...row }) => row);
    const aside = (await rowsOf('set_aside', source)).map(({ position, reason }) => ({ position, reason: String(reason).replace(/^The (line|entry) /, '') }));
    return [...rows, ...aside];
  };
  const asBytes = await columns(sequence(...exchanges));
  expect(asBytes).toHaveLength(exchanges.length);
  expect(asBytes).toEqual(await columns(ndjson(...exchanges)));
});

test('no batch stops its source: sizes that are too large in sum, and times and counts that cannot be', async () => {
  const { source, epoch } = await claim('attacker');
  const startedAt = at();
  const exchanges = (count: number, more: object) => Array.from({ length: count }, (_, n) => exchange(`/${n}`, { startedAt, ...more }));
  const sent: [object[], number][] = [
    [exchanges(1_025, { responseBodySize: Number.MAX_SAFE_INTEGER }), 1_025],
    [exchanges(1_025, { responseBodySize: 2 ** 43, requestBodySize: 2 ** 43 }), 0],
    [[drop(1), { ...drop(1), since: 315_507_000_000_000_000 }, { ...drop(1), until: 8.64e15 }, { ...drop(1), dropped: 2 ** 53 - 1 }], 3],
    [[send(), { ...send(), durationNs: Number.MAX_SAFE_INTEGER }, { ...send(), sentAt: -8.64e15 }, { ...send(), offset: '9'.repeat(19) }, { ...send(), partition: 2 ** 40 }], 4],
    [exchanges(3, { durationNs: Number.MAX_SAFE_INTEGER }), 3],
  ];
  let first = 0;
  for (const [entries, aside] of sent) {
    expect(await ship({ source, epoch, first }, ndjson(...entries))).toMatchObject({ status: 200, body: { next: first + entries.length, setAside: aside } });
    expect(await ship({ source, epoch, first: first + entries.length }, sequence(...entries))).toMatchObject({ status: 200, body: { setAside: aside } });
    first += 2 * entries.length;
  }
  // A day of them would be too much for 64 bits: the sum stays at the most that there is.
  await database.query("UPDATE http_minute SET response_bytes = 9223372036854775807 - 5 WHERE route = '/spec/{id}'");
  expect(await ship({ source, epoch, first }, ndjson(...exchanges(2, { responseBodySize: 2 ** 43 })))).toMatchObject({ status: 200, body: { next: first + 2, setAside: 0 } });
  const { rows } = await database.query<{ most: string }>('SELECT max(response_bytes) AS most FROM http_minute');
  expect(rows).toEqual([{ most: '9223372036854775807' }]);
  expect(await rowsOf('http_exchange', source)).toHaveLength(2_052);
});

test.each([['first', 2 ** 53], ['first', 2 ** 48 + 1], ['epoch', 1e300], ['expected', 2 ** 60], ['waiting', 1e20], ['spoolBytes', -1]])('a request with %s of %d is refused with 400', async (name, value) => {
  const { source, epoch } = await claim();
  expect(await ship({ source, epoch, first: 0, [name]: value }, '')).toMatchObject({ status: 400 });
});

test('each position is recorded once: the same batch again is refused, and a claim says where to go on', async () => {
  const { source, epoch } = await claim();
  await ship({ source, epoch, first: 0 }, ndjson(exchange('/once')));
  const again = await ship({ source, epoch, first: 0 }, ndjson(exchange('/once')));
  expect(again).toMatchObject({ status: 409, body: { title: 'The batch is not the next one' } });
  expect(await rowsOf('http_exchange', source)).toHaveLength(1);
  const spoolId = source.split(':')[2] as string;
  expect(await claim('spec', spoolId)).toEqual({ source, epoch: epoch + 1, next: 1 });
});

test('who claimed last may record, who claimed before may not', async () => {
  const first = await claim();
  const second = await claim('spec', first.source.split(':')[2]);
  expect(await ship({ ...first, first: 0 }, ndjson(exchange('/old')))).toMatchObject({ status: 409 });
  expect(await ship({ ...first, first: 0 }, '')).toMatchObject({ status: 409 });
  expect(await ship({ ...second, first: 0 }, ndjson(exchange('/new')))).toMatchObject({ status: 200 });
});

test('the same batch sent twice at once is recorded once, and both are answered', async () => {
  const { source, epoch } = await claim();
  const lines = ndjson(exchange('/twice'));
  const answers = await Promise.all([ship({ source, epoch, first: 0 }, lines), ship({ source, epoch, first: 0 }, lines)]);
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
  expect(await rowsOf('http_exchange', source)).toHaveLength(1);
});

test('batches that overtake one another on their way are recorded in their order', async () => {
  const { source, epoch } = await claim();
  const sizes = [3_000, 1, 500, 1, 20];
  const batches = sizes.map((size, index) => ({ size, first: sizes.slice(0, index).reduce((sum, one) => sum + one, 0) }));
  const answers = await Promise.all(
    batches.reverse().map(async ({ size, first }) => (await ship({ source, epoch, first }, ndjson(...Array.from({ length: size }, (_, n) => exchange(`/${first + n}`))))).body.next),
  );
  expect(answers.reverse()).toEqual([3_000, 3_001, 3_501, 3_502, 3_522]);
  expect((await rowsOf('http_exchange', source)).map((row) => row.url_path)).toEqual(Array.from({ length: 3_522 }, (_, n) => `/${n}`));
});

test('a batch that follows on one that never came, or on one that was refused, is refused', async () => {
  const { source, epoch } = await claim();
  expect(await ship({ source, epoch, first: 5 }, ndjson(exchange('/5')))).toMatchObject({ status: 409, body: { title: 'The batch before did not come' } });
  const refused = ship({ source, epoch, first: 0 }, ndjson(...Array.from({ length: 4_001 }, () => exchange('/0'))));
  const follows = ship({ source, epoch, first: 4_001 }, ndjson(exchange('/4001')));
  expect(await Promise.all([refused, follows])).toMatchObject([{ status: 413 }, { status: 409 }]);
  expect(await rowsOf('http_exchange', source)).toEqual([]);
  expect(await ship({ source, epoch, first: 0 }, ndjson(exchange('/0')))).toMatchObject({ status: 200, body: { next: 1 } });
});

test('a source that was never seen begins where its spool does', async () => {
  expect(await claim('spec', randomUUID(), 500)).toMatchObject({ next: 500 });
});

test('what a spool no longer has is a counted drop', async () => {
  const { source, epoch } = await claim();
  expect(await ship({ source, epoch, first: 40, expected: 0 }, ndjson(exchange('/after')))).toMatchObject({ status: 200, body: { next: 41 } });
  expect(await rowsOf('source_drop', source)).toMatchObject([{ position: '0', dropped: '40' }]);
  expect(await rowsOf('http_exchange', source)).toMatchObject([{ position: '40' }]);
});

test('a wrong key and no key at all are refused', async () => {
  const { source, epoch } = await claim();
  for (const key of ['wrong', `${CAPTURE_KEY}x`, '']) expect(await ship({ source, epoch, first: 0 }, ndjson(exchange('/x')), key)).toMatchObject({ status: 401 });
  expect((await app.call('POST', '/api/capture/sources', { body: { name: 'x', spoolId: randomUUID() } })).status).toBe(401);
  expect(await rowsOf('http_exchange', source)).toHaveLength(0);
});

test('a key of the capture is no login', async () => {
  expect((await app.call('GET', '/api/users', { headers: headers() })).status).toBe(401);
});

test.each([
  ['that says its length', { 'content-length': String(100 * 1024 * 1024) }],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
])('a batch of 100 MB %s is refused with 413, and the server stays up', async (_, framing) => {
  const { source, epoch } = await claim();
  const call = httpRequest(`${app.url}/api/capture/batches?source=${source}&epoch=${epoch}&first=0`, { method: 'POST', headers: { ...headers(), 'content-type': 'application/x-ndjson', ...framing } });
  const answered = new Promise<IncomingMessage>((done, fail) => call.on('response', done).on('error', fail));
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const sending = { now: true };
  void answered.finally(() => (sending.now = false));
  // The answer comes before all is sent; Node's client then takes no more.
  for (let sent = 0; sent < 100 && sending.now; sent += 1) if (!call.write(piece)) await Promise.race([answered, new Promise((done) => call.once('drain', done))]);
  const response = await answered;
  expect(response.statusCode).toBe(413);
  expect(JSON.parse(await text(response))).toMatchObject({ status: 413, title: 'The batch is too large' });
  call.destroy();
  expect(await ship({ source, epoch, first: 0 }, ndjson(exchange('/still-up')))).toMatchObject({ status: 200 });
});

test('more lines than a batch may have are refused', async () => {
  const { source, epoch } = await claim();
  expect(await ship({ source, epoch, first: 0 }, '{}\n'.repeat(4_001))).toMatchObject({ status: 413 });
  expect(await ship({ source, epoch, first: 0 }, Buffer.alloc(4 * 4_001))).toMatchObject({ status: 413 });
});

test.each([
  ['without a source', { epoch: 1, first: 0 }],
  ['with a position that is none', { source: 'a', epoch: 1, first: -1 }],
  ['for a source that is no sender’s', { source: 'kafka:orders:0', epoch: 1, first: 0 }],
])('a request %s is refused with 400', async (_, query) => {
  expect(await ship(query as Record<string, number>, '')).toMatchObject({ status: 400 });
});

test('a body of another type is refused', async () => {
  const { source, epoch } = await claim();
  const answer = await app.call('POST', `/api/capture/batches?source=${source}&epoch=${epoch}&first=0`, { body: {}, headers: headers() });
  expect(answer.status).toBe(415);
});

test('the board says how each sender is, and what it dropped', async () => {
  const board = app.app.get(HealthBoard);
  const { source, epoch } = await claim('board-spec');
  expect(board.get('source:board-spec')).toMatchObject({ state: 'ok', label: 'Capture board-spec' } satisfies Partial<HealthItem>);
  await ship({ source, epoch, first: 0 }, '');
  await ship({ source, epoch, first: 0 }, ndjson(drop(12)));
  expect(board.get('source:board-spec')).toMatchObject({ state: 'degraded', figure: '12 dropped' });
});
