import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';
import { freePorts } from '../process/ports.ts';
import { eventually } from '../testing/eventually.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

// The real thing: build, embedded PostgreSQL and Kafka, server, gateway and shop, on ports and in folders of their own.

/** A bound against hanging where the machine is busy with other tests; alone it takes a few seconds. */
const UNTIL_RUNS_MS = 240_000;
jest.setTimeout(3 * UNTIL_RUNS_MS);

const folder = temporaryFolder();
const started: ChildProcess[] = [];
let ports: NodeJS.ProcessEnv;
let serverPort: number;

beforeAll(async () => {
  const [server, gateway, shop, postgres, kafka, controller] = await freePorts(6);
  serverPort = server!;
  ports = {
    SERVER_PORT: String(server),
    GATEWAY_UPSTREAMS: `shop=${gateway}>http://127.0.0.1:${shop}`,
    SHOP_PORT: String(shop),
    POSTGRES_PORT: String(postgres),
    KAFKA_PORT: String(kafka),
    KAFKA_CONTROLLER_PORT: String(controller),
  };
});
afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

function npmStart(dataDir: string, args: string[] = [], path = process.env.PATH, more: NodeJS.ProcessEnv = {}, channel = false) {
  const bin = join(repositoryRoot, 'node_modules/.bin');
  const env = { ...process.env, ...ports, CONTRAFLOW_DATA_DIR: dataDir, PATH: `${bin}${delimiter}${path}`, DATABASE_URL: '', KAFKA_BROKERS: '', ...more };
  const child = spawn(process.execPath, [join(repositoryRoot, 'tools/start/main.ts'), ...args], {
    env,
    stdio: channel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const run = { child, ended, said: () => said, runs: () => said.includes('Contraflow runs') };
  return { ...run, untilRuns: () => eventually(() => run.runs() || child.exitCode !== null, UNTIL_RUNS_MS) };
}

/** The children that a start has noted. */
function children(dataDir: string): ProcessIdentity[] {
  const notes = readdirSync(join(dataDir, 'run'));
  return notes.map((note) => JSON.parse(readFileSync(join(dataDir, 'run', note), 'utf8')) as ProcessIdentity);
}

test('one command starts everything; killed outright it leaves nothing running, and the next start goes on', async () => {
  const dataDir = join(folder, 'data');
  // Other specs run what was built for all of them.
  const program = join(repositoryRoot, 'apps/gateway/dist/main.js');
  const builtAt = statSync(program).ctimeMs;
  const first = npmStart(dataDir);
  await first.untilRuns();
  expect(first.said()).toMatch(/dashboard +http:\/\/127\.0\.0\.1:\d+[^]*log in as +admin\n +password +(\w{5}-){3}\w{5}/);
  expect((await fetch(`http://127.0.0.1:${serverPort}/health/live`)).status).toBe(200);

  const second = npmStart(dataDir);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`Contraflow already runs on this data folder: process ${first.child.pid}`);

  const killed = children(dataDir);
  expect(killed).toHaveLength(5);
  first.child.kill('SIGKILL');
  const third = npmStart(dataDir);
  await third.untilRuns();
  expect(killed.filter(isAlive)).toEqual([]);
  expect(third.said()).not.toContain('password');

  const running = children(dataDir);
  expect(running).toHaveLength(5);
  third.child.kill('SIGTERM');
  expect(await third.ended).toBe(0);
  expect(third.said()).toMatch(/stopping shop\nstopping gateway\nstopping server\nstopping Kafka\nstopping PostgreSQL\nEverything is stopped\./);
  expect(running.filter(isAlive)).toEqual([]);
  expect(identify(third.child.pid!)).toBeNull();
  expect(statSync(program).ctimeMs).toBe(builtAt);
});

test('without Java the REST half starts all the same and says how to get the other', async () => {
  const bin = join(folder, 'bin-without-java');
  mkdirSync(bin);
  for (const source of (process.env.PATH ?? '').split(delimiter).filter((path) => path.startsWith('/usr/'))) {
    const there = new Set(['java', 'mvn', ...readdirSync(bin)]);
    for (const name of readdirSync(source)) if (!there.has(name)) symlinkSync(join(source, name), join(bin, name));
  }
  const run = npmStart(join(folder, 'without-java'), ['--no-shop'], bin);
  await run.untilRuns();
  expect(run.runs()).toBe(true);
  expect(run.said()).toMatch(/There is no Kafka: Java 17 or newer is not installed\..*install Java.*docker compose up.*KAFKA_BROKERS/);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
});

describe('a start that cannot be ends with one message, status 1 and nothing left', () => {
  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a wrong setting of its own', { KAFKA_PORT: 'high' }, /KAFKA_PORT: has to be a port number \(it is "high"\)/],
    ['a wrong setting of a program', { SESSION_HOURS: 'lots' }, /server ended with code 1[^]*SESSION_HOURS: has to be a number/],
    ['a data folder that is a file', { CONTRAFLOW_DATA_DIR: '/etc/hostname' }, /data folder \/etc\/hostname cannot be made.*CONTRAFLOW_DATA_DIR/],
    ['a data folder where nobody may write', { CONTRAFLOW_DATA_DIR: '/proc/contraflow' }, /\/proc\/contraflow.*CONTRAFLOW_DATA_DIR/],
  ])('%s', async (what, env, words) => {
    const dataDir = join(folder, what);
    // Below a process of an older Node, as the very first start is: its channel must not keep a start that failed.
    const run = npmStart(dataDir, [], process.env.PATH, env, true);
    expect(await run.ended).toBe(1);
    expect(run.said()).toMatch(words);
    expect(run.said().match(new RegExp(words, 'g'))).toHaveLength(1);
    expect(existsSync(dataDir) ? children(dataDir) : []).toEqual([]);
  });
});

test.each(['looking for Kafka', 'starting PostgreSQL', 'starting Kafka and the server'])('told to end while it is %s, it ends in order', async (moment) => {
  const dataDir = join(folder, `called off ${moment}`);
  const run = npmStart(dataDir);
  await eventually(() => run.said().includes(moment) || run.child.exitCode !== null, UNTIL_RUNS_MS);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(run.said()).toContain('Everything is stopped.');
  expect(run.runs()).toBe(false);
  expect(children(dataDir)).toEqual([]);
});
