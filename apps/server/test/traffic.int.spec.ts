import { FlowDetail, KnownValues, SearchAnswer, Timeline, type Problem } from '@contraflow/contract';
import { Client } from 'pg';
import { TrafficModule } from '../src/traffic/traffic.module.js';
import { anExchange, aRecord, recordRows } from './support/record-rows.js';
import { createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
let cookie: string;
const now = Date.now() - 600_000;
const exchanges = Array.from({ length: 30 }, (_, at) => anExchange({ startedAt: now + at * 1_000, responseStatusCode: at % 3 ? 200 : 500 }));

beforeAll(async () => {
  server = await createTestApp({ QUERY_TIMEOUT_SECONDS: '1' }, { imports: [TrafficModule] });
  cookie = await server.login();
  await recordRows(server.config.databaseUrl, { http: exchanges, kafka: exchanges.map(({ startedAt }, at) => aRecord({ observedAt: startedAt + 1, offset: BigInt(at) })) });
});
afterAll(() => server.close());

const ask = <T = Problem>(path: string, query: Record<string, string | number> = {}) =>
  server.call<T>('GET', `/api/flows${path}?${new URLSearchParams(Object.entries({ from: now - 1_000, to: now + 60_000, ...query }).map(([key, value]): [string, string] => [key, String(value)]))}`, { cookie });

test('a search answers what the contract says, page by page', async () => {
  const first = SearchAnswer.parse((await ask<SearchAnswer>('', { filter: 'status:5xx OR partition:0', limit: 25 })).body);
  const second = SearchAnswer.parse((await ask<SearchAnswer>('', { filter: 'status:5xx OR partition:0', limit: 25, before: first.next! })).body);
  expect([first.flows.length, second.flows.length, second.next]).toEqual([25, 15, null]);
});

test('a timeline and one flow answer what the contract says', async () => {
  const timeline = Timeline.parse((await ask('/timeline', { sides: 'http' })).body);
  expect(timeline.buckets.reduce((sum, bucket) => sum + bucket[1], 0)).toBe(30);
  const detail = FlowDetail.parse((await ask(`/${exchanges[3]!.id}`)).body);
  expect(detail.flow).toEqual(exchanges[3]);
});

test.each<[string, Record<string, string | number>, number, RegExp]>([
  ['', { filter: 'route:/a status:>=' }, 400, /column 17/],
  ['', { from: now, to: now }, 400, /before/],
  ['', { from: -1 }, 400, /1970/],
  ['', { to: 1e300 }, 400, /9999/],
  ['', { from: 'yesterday' }, 400, /from/],
  ['', { before: 'xyz' }, 400, /unchanged/],
  ['', { limit: 501 }, 400, /limit/],
  ['/timeline', { sides: 'up' }, 400, /sides/],
  ['/018f2b1c-0000-7000-8000-000000000000', {}, 404, /recorded/],
])('%j with %j is answered with %d', async (path, query, status, detail) => {
  const answer = await ask(path, query);
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toMatch(detail);
});

test.each<[string, string, string[]]>([
  ['method', '', ['GET']],
  ['method', 'g', ['GET']],
  ['method', 'x', []],
  ['service', '', [...new Set(exchanges.map(({ service }) => service))]],
  ['route', '/', [...new Set(exchanges.map(({ route }) => route))]],
  ['partition', '', ['0']],
])('values of %s that begin with %j are offered', async (field, start, values) => {
  const answer = await server.call<unknown>('GET', `/api/flows/values?${new URLSearchParams({ field, start })}`, { cookie });
  expect(KnownValues.parse(answer.body)).toEqual({ values });
});

test.each(['client', 'toString', ''])('values of %j are not known to the roll-ups', async (field) =>
  expect((await server.call('GET', `/api/flows/values?field=${field}`, { cookie })).status).toBe(400));

test('a question that takes too long is never shown as no results', async () => {
  const blocker = new Client({ connectionString: server.config.databaseUrl });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE http_exchange IN ACCESS EXCLUSIVE MODE');
  const answer = await ask('');
  await blocker.end();
  expect(answer.status).toBe(503);
  expect(answer.body.detail).toMatch(/narrower filter/);
});

test('questions are for people who are logged in', async () => {
  expect((await server.call('GET', `/api/flows?from=1&to=2`)).status).toBe(401);
});
