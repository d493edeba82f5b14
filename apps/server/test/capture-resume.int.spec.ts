import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ORDINARY_EXCHANGE } from '@contraflow/contract';
import { capture, uuidV7At, type Capture } from '@contraflow/capture';
import { startPostgres } from '../../../tools/embedded/postgres.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';

let folder: string;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capture-resume-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

function append(sender: Capture, number: number): boolean {
  const startedAt = Date.now();
  return sender.append({
    ...ORDINARY_EXCHANGE, kind: 'http', id: uuidV7At(startedAt), startedAt, durationNs: 1, timeToFirstByteNs: null, requestMethod: 'GET', route: '/n/{id}', urlScheme: 'http', urlPath: `/n/${number}`, urlQuery: '',
    serverAddress: 'a', serverPort: 80, clientAddress: 'c', userAgent: '', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 0, requestHeaders: [], responseHeaders: [],
    requestBody: null, responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop',
  });
}

async function recorded(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<{ url_path: string }>('SELECT url_path FROM http_exchange')).rows.map((row) => row.url_path).sort();
  } finally {
    await client.end();
  }
}
const paths = (count: number) => Array.from({ length: count }, (_, number) => `/n/${number}`).sort();

async function startSender(url: string): Promise<Capture> {
  const sender = await capture({ name: 'resume', url, apiKey: CAPTURE_KEY, spoolDir: join(folder, 'spool') });
  closers.push(() => sender.close(0));
  return sender;
}

test('each exchange is recorded once, through restarts of the server and of the sender', async () => {
  let app: TestApp = await createTestApp({ KAFKA_BROKERS: '' });
  const { databaseUrl } = app.config;
  closers.push(() => app.close());
  let sender = await startSender(app.url);
  let number = 0;
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 500; i += 1) append(sender, number++);
    await app.close();
    for (let i = 0; i < 100; i += 1) append(sender, number++);
    await sender.close(0);
    closers.pop();
    app = await createTestApp({ KAFKA_BROKERS: '', DATABASE_URL: databaseUrl });
    sender = await startSender(app.url);
  }
  await untilPassed(async () => expect(await recorded(databaseUrl)).toEqual(paths(number)));
});

test('while Postgres is away the spool holds, and afterwards everything is there once', async () => {
  const options = { dataDir: join(folder, 'postgres'), port: await freePort(), settings: { fsync: 'off' } };
  let postgres = await startPostgres(options);
  closers.push(() => postgres.stop());
  const app = await createTestApp({ KAFKA_BROKERS: '', DATABASE_URL: postgres.url });
  closers.push(() => app.close());
  const sender = await startSender(app.url);
  for (let number = 0; number < 200; number += 1) append(sender, number);
  await untilPassed(async () => expect(await recorded(postgres.url)).toEqual(paths(200)));
  await postgres.kill();
  for (let number = 200; number < 700; number += 1) {
    expect(append(sender, number)).toBe(true);
    if (number % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 300));
  }
  postgres = await startPostgres(options);
  await untilPassed(async () => expect(await recorded(postgres.url)).toEqual(paths(700)));
  expect(sender.stats().spool.dropped).toBe(0);
});
