import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { repositoryRoot } from '../../../tools/paths.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { type Daemon, startDaemon } from '../../../tools/process/daemon.ts';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';

/** The built server as a process of its own, as `npm start` and Docker run it. */
async function start(env: Record<string, string>): Promise<{ daemon: Daemon; lines: string[] }> {
  const lines: string[] = [];
  const program = join(repositoryRoot, 'apps/server/dist/main.js');
  const daemon = await startDaemon({
    name: 'server',
    command: process.execPath,
    args: [program],
    cwd: repositoryRoot,
    env: { PATH: process.env.PATH, ...env },
    onLine: (line) => lines.push(line),
  });
  return { daemon, lines };
}

const answers = (port: number) => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ status }) => status === 200, () => false);

test('settings that are missing or wrong are named, each with what it is for, and nothing starts', async () => {
  const { daemon, lines } = await start({ SERVER_PORT: 'http', LOG_LEVEL: 'loud' });
  expect((await daemon.exited).code).toBe(1);
  const said = lines.join('\n');
  for (const name of ['DATABASE_URL', 'SERVER_PORT', 'LOG_LEVEL']) expect(said).toMatch(new RegExp(`^ +${name}: `, 'm'));
  expect(said).not.toMatch(/at .*\.js:\d+/);
});

test('a taken port is one message that names SERVER_PORT', async () => {
  const other: Server = createServer();
  const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)));
  const { daemon, lines } = await start({ SERVER_PORT: String(port), DATABASE_URL: await createTestDatabase(), ADMIN_PASSWORD: 'long enough for it', LOG_LEVEL: 'fatal' });
  expect((await daemon.exited).code).toBe(1);
  expect(lines.filter((line) => line !== '')).toEqual([`Port ${port} is taken by another program: stop it, or set SERVER_PORT to a free one.`]);
  other.close();
});

test('a database newer than the code is refused with what to do', async () => {
  const url = await createTestDatabase();
  const first = await freePort();
  const one = await start({ SERVER_PORT: String(first), DATABASE_URL: url });
  await eventually(() => answers(first));
  await one.daemon.stop();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'y', '29990101000000_from_the_future', now())");
  await client.end();
  const two = await start({ SERVER_PORT: '0', DATABASE_URL: url });
  expect((await two.daemon.exited).code).toBe(1);
  expect(two.lines.join('\n')).toMatch(/newer than this version of Contraflow: it has 29990101000000_from_the_future/);
});

test('the first start makes a user up and says the password once; SIGTERM ends the process in order', async () => {
  const [url, port] = [await createTestDatabase(), await freePort()];
  const first = await start({ SERVER_PORT: String(port), DATABASE_URL: url });
  await eventually(() => answers(port));
  const password = await eventually(() => /password: (\S+)/.exec(first.lines.join('\n'))?.[1]);
  expect(first.lines.some((line) => line.startsWith('{') && (JSON.parse(line) as { msg?: string }).msg === 'admin user created')).toBe(true);
  const login = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  expect(await login.json()).toMatchObject({ role: 'admin', mustChangePassword: true });
  process.kill(first.daemon.pid, 'SIGTERM');
  expect(await first.daemon.exited).toEqual({ code: 0, signal: null });

  const second = await start({ SERVER_PORT: String(port), DATABASE_URL: url });
  await eventually(() => answers(port));
  process.kill(second.daemon.pid, 'SIGTERM');
  expect((await second.daemon.exited).code).toBe(0);
  expect(second.lines.join('\n')).not.toMatch(/password: /);
});
