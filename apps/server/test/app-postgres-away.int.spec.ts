import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem, type HealthReport } from '@contraflow/contract';
import { type RunningPostgres, startPostgres } from '../../../tools/embedded/postgres.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

let dataDir: string;
let port: number;
let postgres: RunningPostgres;
let server: TestApp;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'contraflow-away-'));
  chmodSync(dataDir, 0o755);
  port = await freePort();
  postgres = await startPostgres({ dataDir, port });
  const url = postgres.urlOf('postgres');
  await postgres.stop();
  server = await createTestApp({ KAFKA_BROKERS: '', DATABASE_URL: url });
});
afterAll(async () => {
  await server.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const itemOf = (report: HealthReport, id: string) => report.items.find((item) => item.id === id);

test('a server that starts while Postgres is away answers, says since when, and is ready once Postgres is there', async () => {
  expect((await server.call('GET', '/health/live')).status).toBe(200);
  expect((await server.call('GET', '/')).status).toBeLessThan(500);
  for (const [method, path, headers] of [['GET', '/health/ready', {}], ['POST', '/api/auth/login', {}], ['GET', '/metrics', { authorization: `Bearer ${CAPTURE_KEY}` }]] as const) {
    const answer = await server.call(method, path, { headers, ...(method === 'POST' && { body: { username: 'admin', password: 'x' } }) });
    expect(Problem.parse(answer.body)).toMatchObject({ status: 503, title: 'Postgres is away', detail: expect.stringMatching(/since \d{4}-\d\d-\d\dT/) });
    expect(answer.headers.get('retry-after')).toBe('2');
  }
  postgres = await startPostgres({ dataDir, port });
  await eventually(async () => (await server.call('GET', '/health/ready')).status === 200);
  await eventually(() => server.login().catch(() => undefined));
});

test('while Postgres is away whoever was there stays, sees that it is down, and goes on when it is back', async () => {
  const cookie = await server.login();
  const viewer = await Viewer.open(server.url, { cookie });
  await viewer.subscribe();
  await server.call('GET', '/metrics', { headers: { authorization: `Bearer ${CAPTURE_KEY}` } });
  await postgres.stop();
  const report = await eventually(async () => {
    const answer = await server.call<HealthReport>('GET', '/api/health', { cookie });
    return itemOf(answer.body, 'postgres')?.state === 'down' && answer.body;
  });
  expect(itemOf(report, 'postgres')).toMatchObject({ since: expect.any(Number), detail: expect.stringMatching(/Nothing is lost/) });
  expect((await server.call('GET', '/metrics', { headers: { authorization: `Bearer ${CAPTURE_KEY}` } })).status).toBe(200);
  expect((await server.call('POST', '/api/auth/login', { body: { username: 'admin', password: 'x' } })).status).toBe(503);
  expect(viewer.socket.connected).toBe(true);
  postgres = await startPostgres({ dataDir, port });
  await eventually(async () => itemOf((await server.call<HealthReport>('GET', '/api/health', { cookie })).body, 'postgres')?.state === 'ok');
  expect((await server.call('GET', '/api/auth/me', { cookie })).status).toBe(200);
  viewer.close();
});
