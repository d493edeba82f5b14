import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ORDINARY_EXCHANGE } from '@contraflow/contract';
import { capture, type SpoolEntry, uuidV7At } from '@contraflow/capture';
import { temporaryFolder } from '../../../tools/testing/temporary-folder.ts';
import { BodyMemory } from '../src/capture/body-memory.js';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

// More than the live ring holds, so that the memory of the first batches takes up later ones.
const EXCHANGES = 60_000;

const folder = temporaryFolder();
let app: TestApp;
let database: Client;
beforeAll(async () => {
  app = await createTestApp({ KAFKA_BROKERS: '' });
  database = new Client({ connectionString: app.config.databaseUrl });
  await database.connect();
});
const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
  await database.end();
  await app.close();
});

const of = <T>(values: T[], n: number) => values[n % values.length] as T;
function exchange(n: number): Extract<SpoolEntry, { kind: 'http' }> {
  const startedAt = Date.now() - (n % 3) * 60_000;
  return {
    ...ORDINARY_EXCHANGE, kind: 'http', id: uuidV7At(startedAt), startedAt, durationNs: 1_000 + n, timeToFirstByteNs: null, requestMethod: of(['GET', 'POST'], n), route: of(['/a', '/b/{id}', ''], n), urlScheme: 'http', urlPath: `/n/${n}`, urlQuery: '',
    serverAddress: 'a', serverPort: 80, clientAddress: `10.0.0.${n % 7}`, userAgent: of(['web/1.0', 'web/2.0', 'mobile', '', '/odd'], n), responseStatusCode: of([200, 404, 503, null], n), requestBodySize: n % 11, responseBodySize: 2,
    requestHeaders: [['host', 'a'], ['n', String(n)]], responseHeaders: [], requestBody: null, responseBody: { bytes: Buffer.from(`body of ${n}`), truncated: false }, errorType: of([null, 'timeout', 'upstream_timeout'], n), traceId: null, spanId: null, service: of(['shop', 'pay'], n >> 3),
  };
}
const rows = async (text: string) => (await database.query<unknown[]>({ text, rowMode: 'array' })).rows;

test('bodies are read into the same memory again, and rows, sums and what a browser sees are those that were sent', async () => {
  const given = jest.spyOn(BodyMemory.prototype, 'give');
  const viewer = await Viewer.open(app.url, { cookie: await app.login() });
  closers.push(() => viewer.close());
  await viewer.subscribe();
  const sender = await capture({ name: 'memory', url: app.url, apiKey: CAPTURE_KEY, spoolDir: folder });
  closers.push(() => sender.close(0));
  const sent = new Map<string, string>();
  for (let n = 0; n < EXCHANGES; n += 1) {
    const entry = exchange(n);
    sent.set(entry.id, entry.urlPath);
    if (!sender.append(entry)) throw new Error('The spool dropped an entry');
    if (n % 500 === 0) await sleep(5);
  }
  await viewer.until(() => viewer.messages.at(-1)?.totals.http.matched === EXCHANGES);
  expect(given.mock.calls.length).toBeGreaterThan(5);

  expect(await rows('SELECT count(*)::int, count(DISTINCT url_path)::int FROM http_exchange')).toEqual([[EXCHANGES, EXCHANGES]]);
  const wrong = `SELECT url_path FROM http_exchange WHERE url_path <> '/n/' || position OR convert_from(response_body, 'UTF8') <> 'body of ' || position OR convert_from(request_headers, 'UTF8')::jsonb->1->>1 <> position::text OR duration_ns <> 1000 + position`;
  expect(await rows(wrong)).toEqual([]);
  const shown = viewer.messages.flatMap(({ flows }) => flows).map((flow) => (flow.kind === 'http' ? [flow.id, flow.urlPath] : []));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter(([id, path]) => sent.get(id as string) !== path)).toEqual([]);

  const counted = `date_trunc('minute', started_at), service, route, request_method, coalesce(response_status_code / 100, 0)`;
  const fromRows = `SELECT ${counted}, count(*), count(*) FILTER (WHERE error_type IS NOT NULL), sum(request_body_size), sum(response_body_size), sum(duration_ns) FROM http_exchange GROUP BY 1, 2, 3, 4, 5`;
  const fromSums = `SELECT minute, service, route, request_method, status_class, exchanges, timed_out, request_bytes, response_bytes, duration_sum_ns FROM http_minute`;
  const order = 'ORDER BY 1, 2, 3, 4, 5';
  expect(await rows(`${fromSums} ${order}`)).toEqual(await rows(`${fromRows} ${order}`));
  const caller = `CASE WHEN user_agent ~ '^[^[:space:]/]' THEN split_part(user_agent, '/', 1) ELSE client_address END`;
  const pairs = `SELECT date_trunc('minute', started_at), ${caller}, service, count(*) FROM http_exchange GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  expect(await rows('SELECT minute, caller, service, exchanges FROM http_pair_minute ORDER BY 1, 2, 3')).toEqual(await rows(pairs));
});
