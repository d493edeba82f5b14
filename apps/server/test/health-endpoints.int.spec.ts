import { HealthReport } from '@contraflow/contract';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp();
});
afterAll(() => server.close());

test('liveness and readiness are for everybody and say little', async () => {
  expect(await server.call('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  expect(await server.call('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

test('the report names every part with its state and since when, for people only', async () => {
  expect((await server.call('GET', '/api/health')).status).toBe(401);
  const { items } = HealthReport.parse((await server.call('GET', '/api/health', { cookie: await server.login() })).body);
  expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(['postgres', 'recorder', 'kafka']));
  expect(items.find(({ id }) => id === 'postgres')).toMatchObject({ state: 'ok', detail: null });
});

test('metrics are for people and for a scraper with an API key, and for nobody else', async () => {
  expect((await server.call('GET', '/metrics')).status).toBe(401);
  expect((await server.call('GET', '/metrics', { headers: { authorization: 'Bearer cf_wrong' } })).status).toBe(401);
  const scraped = await server.call<string>('GET', '/metrics', { headers: { authorization: `Bearer ${CAPTURE_KEY}` } });
  expect(scraped.headers.get('content-type')).toMatch('text/plain');
  for (const name of ['process_cpu_seconds_total', 'contraflow_live_clients', 'contraflow_live_flows_total', 'contraflow_health']) expect(scraped.body).toContain(`# TYPE ${name} `);
  expect(scraped.body).toMatch(/contraflow_health\{part="postgres",state="ok"\} 1/);
});

test('a key is good until it is revoked, and then no longer', async () => {
  const cookie = await server.login();
  const { secret, key } = (await server.call<{ secret: string; key: { id: string } }>('POST', '/api/keys', { cookie, body: { name: 'scraper', scopes: ['metrics'] } })).body;
  const scrape = () => server.call('GET', '/metrics', { headers: { authorization: `Bearer ${secret}` } });
  expect(secret).toMatch(/^cf_[\w-]{43}$/);
  expect((await scrape()).status).toBe(200);
  expect((await server.call('DELETE', `/api/keys/${key.id}`, { cookie })).status).toBe(204);
  expect((await scrape()).status).toBe(401);
  const keys = (await server.call<{ name: string; revokedAt: number | null }[]>('GET', '/api/keys', { cookie })).body;
  expect(keys.map(({ name }) => name)).toEqual(['scraper', 'embedded']);
  expect(JSON.stringify(keys)).not.toContain(secret);
});
