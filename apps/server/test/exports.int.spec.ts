import { get } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportJob, Problem } from '@contraflow/contract';
import { Client } from 'pg';
import { ExportsModule } from '../src/exports/exports.module.js';
import { anExchange, aRecord, recordRows } from './support/record-rows.js';
import { createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
let cookie: string;
const now = Date.now() - 600_000;
const text = (value: string) => ({ base64: Buffer.from(value).toString('base64'), truncated: false });
const MANY = 4_000;

beforeAll(async () => {
  server = await createTestApp({}, { imports: [ExportsModule] });
  cookie = await server.login();
  await recordRows(server.config.databaseUrl, {
    http: [
      anExchange({ startedAt: now, requestBody: text('=cmd|"/c calc"!A1'), responseBody: { base64: Buffer.from('grüß').subarray(0, 3).toString('base64'), truncated: true }, userAgent: '@evil', urlQuery: '-1+2' }),
      anExchange({ startedAt: now + 2, responseBody: { base64: '/wAB', truncated: false }, responseStatusCode: null, errorType: 'upstream_refused' }),
    ],
    kafka: [aRecord({ observedAt: now + 1, offset: 9_007_199_254_740_993n, key: Buffer.from('+49'), value: Buffer.from('line\r\n"quoted", text') }), aRecord({ observedAt: now + 3, offset: 2n, value: null, bodySize: 0, tombstone: true })],
  });
  const body = { base64: Buffer.alloc(4_000, 'x').toString('base64'), truncated: false };
  await recordRows(server.config.databaseUrl, { http: Array.from({ length: MANY }, (_, at) => anExchange({ startedAt: now + 100_000 + at, service: 'many', requestBody: body, responseBody: body })) });
});
afterAll(() => server.close());

const create = (given: object = {}, as = cookie) =>
  server.call<ExportJob & Problem>('POST', '/api/exports', { cookie: as, body: { format: 'csv', sides: 'http,kafka', filter: '', from: now - 1_000, to: now + 50_000, ...given } });
const status = async (id: string) => (await server.call<ExportJob>('GET', `/api/exports/${id}`, { cookie })).body;
async function download(id: string) {
  const response = await fetch(`${server.url}/api/exports/${id}/file`, { headers: { cookie } });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()).toString() };
}

test('a CSV has a row for every flow that was counted, its text guarded against formulas', async () => {
  const { body: job } = await create({ bodies: true });
  expect(job).toMatchObject({ state: 'ready', totalRows: 4, writtenRows: 0 });
  const file = await download(job.id);
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${job.fileName}"`);
  const [header, ...rows] = parseCsv(file.body);
  const cells = rows.map((row) => Object.fromEntries(header!.map((name, at) => [name, row[at]])));
  expect(cells.map((row) => row.kind)).toEqual(['http', 'kafka', 'http', 'kafka']);
  expect(cells[0]).toMatchObject({
    'http.request.method': 'GET', 'user_agent.original': "'@evil", 'url.query': "'-1+2", 'http.request.body': `'=cmd|"/c calc"!A1`, 'http.request.body.encoding': 'utf8',
    'http.response.body': 'gr', 'http.response.body.truncated': 'true', 'messaging.destination.name': '',
  });
  expect(cells[1]).toMatchObject({ 'messaging.kafka.offset': '9007199254740993', 'messaging.kafka.message.key': "'+49", 'messaging.message.body': 'line\r\n"quoted", text', 'http.route': '' });
  expect(cells[2]).toMatchObject({ 'http.response.body': '/wAB', 'http.response.body.encoding': 'base64', 'http.response.status_code': '', 'error.type': 'upstream_refused' });
  expect(cells[3]).toMatchObject({ 'messaging.kafka.message.tombstone': 'true', 'messaging.message.body': '', 'messaging.message.body.encoding': '' });
  expect(await status(job.id)).toMatchObject({ state: 'done', totalRows: 4, writtenRows: 4, writtenBytes: Buffer.byteLength(file.body) });
});

test('bodies are off in a CSV unless they are asked for, and a file of one side has the columns of that side', async () => {
  const { body: job } = await create({ sides: 'kafka', byteOrderMark: true });
  const file = await download(job.id);
  expect(file.body.startsWith('\ufeffkind,')).toBe(true);
  const [header = [], ...rows] = parseCsv(file.body.slice(1));
  expect(rows).toHaveLength(job.totalRows!);
  expect(header).toEqual(job.columns);
  expect(header.filter((name) => /body$|body\.(encoding|truncated)|^http\./.test(name))).toEqual([]);
});

test('columns can be chosen; one that there is not is refused by name', async () => {
  const { body: job } = await create({ columns: ['url.path', 'kind'] });
  const file = await download(job.id);
  expect(parseCsv(file.body)).toEqual([['kind', 'url.path'], ['http', '/orders/17'], ['kafka', ''], ['http', '/orders/17'], ['kafka', '']]);
  const { body: ndjson } = await create({ columns: ['url.path', 'kind'], format: 'ndjson', sides: 'kafka,http' });
  expect((await download(ndjson.id)).body.split('\n')[1]).toBe('{"kind":"kafka"}');
  const refused = await create({ columns: ['kind', 'price'] });
  expect([refused.status, refused.body.detail]).toEqual([400, 'columns: there is no column price']);
  const known = await server.call<{ name: string; sides: string[]; body: boolean }[]>('GET', '/api/exports/columns', { cookie });
  expect(known.body).toContainEqual({ name: 'http.request.body', sides: ['http'], body: true });
});

test('how many rows it would be is told before anything is made', async () => {
  const count = async (filter: string) => (await server.call<{ rows: number }>('POST', '/api/exports/count', { cookie, body: { sides: 'http,kafka', filter, from: now - 1_000, to: now + 50_000 } })).body;
  expect(await count('')).toEqual({ rows: 4 });
  expect(await count('topic:orders')).toEqual({ rows: 2 });
});

test('an NDJSON has one object a flow of what the filter finds', async () => {
  const { body: job } = await create({ format: 'ndjson', filter: 'topic:orders OR error:*' });
  expect(job.totalRows).toBe(3);
  const lines = (await download(job.id)).body.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ kind: 'kafka', 'messaging.kafka.offset': '9007199254740993', timestamp: new Date(now + 1).toISOString() });
  expect(lines[2]).not.toHaveProperty('http.route');
});

test('the file has the rows that were counted, whatever is recorded afterwards', async () => {
  const { body: job } = await create({ filter: 'service:late', to: Date.now() + 3_600_000 });
  expect(job.request.to).toBeLessThanOrEqual(Date.now());
  await sleep(5);
  await recordRows(server.config.databaseUrl, { http: [anExchange({ startedAt: now, service: 'late' })] });
  expect((await download(job.id)).body.split('\r\n').filter(Boolean)).toHaveLength(1);
  expect(await status(job.id)).toMatchObject({ state: 'done', writtenRows: 0 });
});

test('a large file waits for its reader, and a reader that goes away ends it', async () => {
  const { body: job } = await create({ filter: 'service:many', to: now + 200_000, bodies: true });
  expect(job.totalRows).toBe(MANY);
  const request = get(`${server.url}/api/exports/${job.id}/file`, { headers: { cookie } });
  const [response] = await once(request, 'response');
  await once(response, 'readable');
  await stalled(job.id);
  expect(await status(job.id)).toMatchObject({ state: 'running' });
  expect((await status(job.id)).writtenRows).toBeLessThan(MANY);
  expect((await download(job.id)).status).toBe(409);
  expect(await exporting()).toBe(1);
  request.destroy();
  while ((await status(job.id)).state === 'running') await sleep(20);
  expect((await status(job.id)).state).toBe('cancelled');
  while ((await exporting()) > 0) await sleep(20);
});

test('an export that is cancelled breaks off and cannot be downloaded', async () => {
  const { body: job } = await create({ filter: 'service:many', to: now + 200_000, bodies: true });
  const request = get(`${server.url}/api/exports/${job.id}/file`, { headers: { cookie } });
  const [response] = await once(request, 'response');
  const broken = once(response, 'error');
  await once(response, 'readable');
  expect((await server.call('DELETE', `/api/exports/${job.id}`, { cookie })).status).toBe(204);
  response.resume();
  await broken;
  expect((await status(job.id)).state).toBe('cancelled');
  expect((await download(job.id)).status).toBe(410);
});

test('an export ends with the session that made it', async () => {
  const session = await server.login();
  const { body: ready } = await create({}, session);
  await server.call('POST', '/api/auth/logout', { cookie: session });
  expect((await status(ready.id)).state).toBe('cancelled');
  expect((await download(ready.id)).status).toBe(410);
});

test('an export belongs to who made it, and to administrators', async () => {
  const user = await addViewer('exporter');
  const { body: job } = await create({}, user);
  expect((await server.call('GET', `/api/exports/${job.id}`, { cookie: await addViewer('somebody-else') })).status).toBe(404);
  expect((await server.call('GET', `/api/exports/${job.id}`, { cookie })).status).toBe(200);
  for (let more = 1; more < 3; more += 1) expect((await create({}, user)).status).toBe(201);
  const own = await server.call<ExportJob[]>('GET', '/api/exports', { cookie: user });
  expect(own.body.map((one) => one.createdAt)).toEqual(own.body.map((one) => one.createdAt).sort((a, b) => b - a));
  expect([own.body.length, own.body.at(-1)!.id]).toEqual([3, job.id]);
  const fourth = await create({}, user);
  expect([fourth.status, fourth.body.title]).toEqual([429, 'Too many exports at once']);
  expect((await server.call('GET', `/api/exports/${job.id}`)).status).toBe(401);
});

test.each([[{ filter: 'status:>=' }, /number/], [{ from: now, to: now }, /before/], [{ format: 'xml' }, /format/], [{ sides: 'left' }, /sides/]])('%j is refused with a reason', async (given, reason) => {
  const { status: code, body } = await create(given);
  expect(code).toBe(400);
  expect(body.detail).toMatch(reason);
});

async function addViewer(username: string): Promise<string> {
  await server.call('POST', '/api/users', { cookie, body: { username, password: 'given by the admin', role: 'viewer' } });
  const session = await server.login(username, 'given by the admin');
  await server.call('POST', '/api/auth/password', { cookie: session, body: { current: 'given by the admin', next: 'one of their very own' } });
  return session;
}

/** Resolves when nothing more is written: every buffer between us and Postgres is full. */
async function stalled(id: string): Promise<void> {
  for (let before = -1, now = 0; before !== now || now === 0; ) {
    before = now;
    await sleep(150);
    now = (await status(id)).writtenBytes;
  }
}

async function exporting(): Promise<number> {
  const client = new Client({ connectionString: server.config.databaseUrl });
  await client.connect();
  const { rowCount } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'contraflow-export' AND datname = current_database()`);
  await client.end();
  return rowCount ?? 0;
}

/** The records of an RFC 4180 text. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows[rows.length - 1]!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
