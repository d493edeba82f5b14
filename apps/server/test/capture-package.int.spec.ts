import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { createTopics } from '../../../tools/embedded/create-topics.ts';
import { run } from '../../../tools/process/run.ts';
import { testKafka } from '../../../tools/testing/environment.ts';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { temporaryFolder } from '../../../tools/testing/temporary-folder.ts';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';

const root = join(__dirname, '../../..');
const capture = join(root, 'libs/capture');
const folder = temporaryFolder();
const versionOf = (node: string) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

/** The Node of these tests, and those of the system that the package is for. */
const nodes = [process.execPath, ...(process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules')).map((path) => join(path, 'node')).filter((path) => existsSync(path))]
  .map((node) => ({ node, version: versionOf(node) }))
  .filter(({ version }, index, all) => /^v(?:2[0-9]|[3-9]\d)\./.test(version) && all.findIndex((other) => other.version === version) === index);

/** A service that has installed the package: a request to Node's own server, one to Fastify, and a record to Kafka. */
const SERVICE = `
import { createServer } from 'node:http';
import fastify from 'fastify';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { capture } from '@contraflow/capture';
import { expressCapture } from '@contraflow/capture/express';
import { fastifyCapture } from '@contraflow/capture/fastify';
import { notePartitions, wrapProducer } from '@contraflow/capture/kafkajs';
import { captureNest } from '@contraflow/capture/nest';

const [url, apiKey, service, broker, topic] = process.argv.slice(2);
const spooled = await capture({ name: service, url, apiKey, spoolDir: './spool' });
const options = { capture: spooled, service, redact: { paths: [{ service: null, pattern: '/reset/{key}' }] } };
const post = async (port) => (await fetch(\`http://127.0.0.1:\${port}/reset/S3CR3T?sig=S3CR3T\`, { method: 'POST', body: '{"pin":"S3CR3T"}', headers: { 'content-type': 'application/json' } })).text();

const observe = expressCapture(options);
const server = createServer((request, response) => observe(request, response, () => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ n: 1, token: 'S3CR3T' }));
}));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
await post(server.address().port);
server.close();
server.closeAllConnections();

const app = fastify();
await app.register(fastifyCapture, options);
app.post('/reset/:key', () => ({ n: 1, token: 'S3CR3T' }));
await app.listen({ port: 0, host: '127.0.0.1' });
await post(app.server.address().port);
await app.close();

const producer = wrapProducer(new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).producer({ createPartitioner: notePartitions(Partitioners.DefaultPartitioner) }), spooled, service);
await producer.connect();
await producer.send({ topic, messages: [{ value: 'x' }] });
await producer.disconnect();

if (typeof captureNest !== 'function') throw new Error('the entry for Nest is missing');
await spooled.close(20_000);
`;
const TYPED = `
import { createServer } from 'node:http';
import { capture, type Capture, type CaptureOptions, type ServiceCaptureOptions } from '@contraflow/capture';
import { expressCapture } from '@contraflow/capture/express';
const options: CaptureOptions = { name: 'a', url: 'http://127.0.0.1:1', apiKey: 'k', spoolDir: './s' };
export const start = async (): Promise<Capture> => {
  const spooled = await capture(options);
  const common: ServiceCaptureOptions = { capture: spooled, service: 'a', redact: { fields: ['x'], paths: [{ service: null, pattern: '/r/{x}' }] } };
  createServer((request, response) => expressCapture(common)(request, response, () => response.end()));
  // @ts-expect-error an entry without its fields is none
  spooled.append({ kind: 'http', service: 1 });
  return spooled;
};
`;

let app: TestApp;
let tarball = '';

beforeAll(async () => {
  app = await createTestApp();
  const { code, text } = await run('npm', ['pack', '--pack-destination', folder], { cwd: capture });
  if (code !== 0) throw new Error(text);
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) as string);
});
afterAll(() => app.close());

/** An empty project with the package in it; nothing is asked of a registry. */
async function install(name: string, node: string): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { code, text } = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project, env });
  if (code !== 0) throw new Error(text);
  // What a service has anyway is taken from here instead of a registry.
  for (const peer of ['fastify', 'kafkajs']) symlinkSync(join(root, 'node_modules', peer), join(project, 'node_modules', peer));
  return project;
}

async function query<T extends object>(sql: string, values: unknown[]): Promise<T[]> {
  const client = new Client({ connectionString: app.config.databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

test.each(nodes)('under Node $version the installed package records what the server stores', async ({ node, version }) => {
  const service = `package-${version.slice(1).replaceAll('.', '-')}`;
  const project = await install(service, node);
  writeFileSync(join(project, 'service.mjs'), SERVICE);
  const broker = await testKafka();
  const topic = `${service}-${randomUUID()}`;
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: 1 }]);
  await admin.disconnect();
  const { code, text } = await run(node, ['service.mjs', app.url, CAPTURE_KEY, service, broker, topic], { cwd: project });
  expect([code, text]).toEqual([0, expect.not.stringContaining('Error')]);
  const exchange = { route: '/reset/{key}', url_path: '/reset/[redacted]', url_query: 'sig=[redacted]', request: '{"pin":"[redacted]"}', response: '{"n":1,"token":"[redacted]"}' };
  await untilPassed(async () => {
    const rows = await query(`SELECT route, url_path, url_query, convert_from(request_body, 'UTF8') AS request, convert_from(response_body, 'UTF8') AS response FROM http_exchange WHERE service = $1`, [service]);
    expect(rows).toEqual([exchange, exchange]);
    expect(await query('SELECT topic, partition, "offset"::int FROM producer_send WHERE service = $1', [service])).toEqual([{ topic, partition: 0, offset: 0 }]);
  });
});

test('the package brings its own contract and types, and leaves the repository as it was', async () => {
  const project = await install('typed', process.execPath);
  const installed = join(project, 'node_modules/@contraflow/capture');
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { private?: boolean; dependencies?: object; exports: object };
  expect([manifest.private, manifest.dependencies, Object.keys(manifest.exports)]).toEqual([undefined, undefined, ['.', './express', './fastify', './nest', './kafkajs']]);
  expect(existsSync(join(installed, 'README.md'))).toBe(true);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:js|d\.ts)$/.test(name));
  const imported = files.flatMap((name) => [...readFileSync(join(installed, name), 'utf8').matchAll(/^\s*(?:import|export)\b[^'"\n]*from ['"]([^'"]+)['"]/gm)].map(([, from]) => from as string)).filter((from) => !from.startsWith('.') && !from.startsWith('node:'));
  expect([...new Set(imported)].sort()).toEqual(['fastify', 'kafkajs']);

  writeFileSync(join(project, 'service.ts'), TYPED);
  const tsc = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), 'service.ts'], { cwd: project });
  expect([tsc.code, tsc.text]).toEqual([0, '']);
  expect((JSON.parse(readFileSync(join(capture, 'package.json'), 'utf8')) as { private?: boolean }).private).toBe(true);
});
