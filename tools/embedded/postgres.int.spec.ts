import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../process/ports.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { startPostgres } from './postgres.ts';

const folder = temporaryFolder();
const dataDir = join(folder, 'closed', 'größe, 数据', 'postgres');
const place = { reachablePlace: join(folder, 'place') };

async function ask(connectionString: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows[0] && Object.values(rows[0])[0];
  } finally {
    await client.end();
  }
}

beforeAll(() => {
  // As in a clone under root's home: the user that PostgreSQL runs as may not enter.
  mkdirSync(join(dataDir, '..'), { recursive: true });
  chmodSync(join(folder, 'closed'), 0o700);
});

test('a half-made cluster is made anew, in a folder closed to other users too', async () => {
  mkdirSync(dataDir);
  mkdirSync(`${dataDir}.new`);
  writeFileSync(join(dataDir, 'postgresql.conf'), 'half');
  const postgres = await startPostgres({ ...place, dataDir, port: await freePort(), password: 'first' });
  await ask(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await postgres.stop();
});

test('a killed server starts again on what it had committed, whatever its pid file says', async () => {
  const killed = await startPostgres({ ...place, dataDir, port: await freePort(), password: 'first' });
  await killed.kill();
  writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n`);
  const next = await startPostgres({ ...place, dataDir, port: await freePort(), password: 'first' });
  expect(await ask(next.url, 'SELECT answer FROM kept')).toBe(42);
  await next.stop();
});

test('a lost password is replaced', async () => {
  const postgres = await startPostgres({ ...place, dataDir, port: await freePort(), password: "it's new", passwordLost: true });
  expect(await ask(postgres.url, 'SELECT answer FROM kept')).toBe(42);
  await postgres.stop();
});

test('a cluster of another major version is refused with a way out', async () => {
  const old = join(folder, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'PG_VERSION'), '16\n');
  await expect(startPostgres({ dataDir: old, port: await freePort() })).rejects.toThrow(/belongs to PostgreSQL 16.*move the folder away/);
});
