import { Client } from 'pg';
import { HealthReport, type Losses, type LossSource } from '@contraflow/contract';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { LossesHealth } from '../src/losses/losses-health.js';
import { createTestApp, type TestApp } from './support/test-app.js';

let app: TestApp;
let viewer: string;
let database: Client;
const SHOP = 'capture:shop:00000000-0000-4000-8000-000000000001';
const ORDERS = 'kafka:c:t:3';
const START = Date.now() - 600_000;
/** Everything as [kind, source, position], newest first; every five of them were recorded at the same moment. */
const expected: [string, string, string][] = [];

beforeAll(async () => {
  app = await createTestApp({ KAFKA_BROKERS: '' });
  const admin = await app.login();
  await app.call('POST', '/api/users', { cookie: admin, body: { username: 'looker', password: 'green bicycles at dawn', role: 'viewer' } });
  // Somebody new chooses a password first.
  const change = { current: 'green bicycles at dawn', next: 'orange kettles by night' };
  await app.call('POST', '/api/auth/password', { cookie: await app.login('looker', change.current), body: change });
  viewer = await app.login('looker', change.next);
  database = new Client({ connectionString: app.config.databaseUrl });
  await database.connect();
  await database.query("INSERT INTO source_position (source, kind, label, next) VALUES ($1, 'capture', 'shop', 9)", [SHOP]);
  for (let n = 0; n < 40; n += 1) {
    const at = new Date(START + Math.floor(n / 5) * 1_000);
    const source = n % 3 === 0 ? ORDERS : SHOP;
    if (n % 2 === 0) await database.query('INSERT INTO set_aside (source, position, reason, payload, recorded_at) VALUES ($1, $2, $3, $4, $5)', [source, n, `=1+1\r\n${n}, "quoted"`, Buffer.from([0, n, 255, 13, 10]), at]);
    else await database.query('INSERT INTO source_drop (source, position, dropped, since, until, reason, recorded_at) VALUES ($1, $2, $3, $4, $4, $5, $4)', [source, n, 2n ** 40n, at, '\ufeff @SUM(A1)']);
  }
  const { rows } = await database.query<{ kind: string; source: string; position: string }>(
    "SELECT * FROM (SELECT 'set-aside' AS kind, id, recorded_at, source, position FROM set_aside UNION ALL SELECT 'drop', id, recorded_at, source, position FROM source_drop) AS x ORDER BY recorded_at DESC, kind DESC, id DESC",
  );
  expected.push(...rows.map(({ kind, source, position }): [string, string, string] => [kind, source, position]));
});
afterAll(async () => {
  await database.end();
  await app.close();
});

async function pages(query: string, limit: number): Promise<Losses['losses']> {
  const all: Losses['losses'] = [];
  for (let before: string | null = ''; before !== null; ) {
    const { status, body }: { status: number; body: Losses } = await app.call<Losses>('GET', `/api/losses?limit=${limit}${query}${before === '' ? '' : `&before=${before}`}`, { cookie: viewer });
    expect(status).toBe(200);
    expect(body.losses.length).toBeLessThanOrEqual(limit);
    all.push(...body.losses);
    before = body.next;
  }
  return all;
}
const seen = (losses: Losses['losses']) => losses.map(({ kind, source, position }) => [kind, source, position]);

test.each([1, 7, 40, 500])('everything is there once, newest first, in pages of %i', async (limit) => {
  expect(seen(await pages('', limit))).toEqual(expected);
});

test('by source, by kind, and by both', async () => {
  expect(seen(await pages(`&source=${SHOP}`, 4))).toEqual(expected.filter(([, source]) => source === SHOP));
  expect(seen(await pages('&kind=drop', 6))).toEqual(expected.filter(([kind]) => kind === 'drop'));
  expect(seen(await pages(`&kind=set-aside&source=${ORDERS}`, 3))).toEqual(expected.filter(([kind, source]) => kind === 'set-aside' && source === ORDERS));
  expect(await pages('&source=nobody', 3)).toEqual([]);
  const [aside] = await pages(`&kind=set-aside&source=${SHOP}`, 100);
  expect(aside).toMatchObject({ label: 'shop', bytes: 5, dropped: null, reason: expect.stringContaining('"quoted"') as string });
  expect((await pages('&kind=drop', 100))[0]).toMatchObject({ bytes: null, dropped: String(2n ** 40n), since: expect.any(Number) as number });
});

test('the sources that lost anything', async () => {
  const { body } = await app.call<LossSource[]>('GET', '/api/losses/sources', { cookie: viewer });
  const count = (source: string, kind: string) => expected.filter(([k, s]) => k === kind && s === source).length;
  expect(body).toEqual(
    expect.arrayContaining([SHOP, ORDERS].map((source) => expect.objectContaining({ source, label: source === SHOP ? 'shop' : ORDERS, setAside: count(source, 'set-aside'), drops: count(source, 'drop') }) as LossSource)),
  );
});

test('what was kept can be taken along, byte for byte', async () => {
  const aside = (await pages('&kind=set-aside', 100)).find(({ position }) => position === '12');
  const answer = await fetch(`${app.url}/api/losses/set-aside/${aside?.id}/bytes`, { headers: { cookie: viewer } });
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from([0, 12, 255, 13, 10]));
  for (const id of ['0', 'x', '9'.repeat(30), '1%00']) expect((await app.call('GET', `/api/losses/set-aside/${id}/bytes`, { cookie: viewer })).status).toBe(404);
});

test('the list as a file has a line for each, and no cell that is a formula', async () => {
  const { body } = await app.call<string>('GET', '/api/losses/file', { cookie: viewer });
  const [head, ...lines] = body.split('\r\n').slice(0, -1).map((line) => line.slice(1, -1).split('","'));
  expect(head).toEqual(['kind', 'recorded_at', 'source', 'label', 'position', 'dropped', 'bytes', 'since', 'until', 'reason']);
  expect(lines.map((cells) => [cells[0], cells[2], cells[4]])).toEqual(expected);
  expect(new Set(lines.map((cells) => (cells[9] as string).slice(0, 5)))).toEqual(new Set(["'=1+1", "'\ufeff @S"]));
  const one = (await app.call<string>('GET', `/api/losses/file?source=${ORDERS}&kind=drop`, { cookie: viewer })).body;
  expect(one.split('\r\n')).toHaveLength(expected.filter(([kind, source]) => kind === 'drop' && source === ORDERS).length + 2);
});

test.each(['kind=other', 'limit=0', 'limit=501', 'before=1.drop', `before=${'9'.repeat(40)}.drop.1`, 'source=a%00b'])('a request with %s is refused with 400', async (query) => {
  expect((await app.call('GET', `/api/losses?${query}`, { cookie: viewer })).status).toBe(400);
});

test('it is for people who are logged in, and nothing of it can be changed', async () => {
  for (const path of ['', '/sources', '/file', '/set-aside/1/bytes']) {
    expect((await app.call('GET', `/api/losses${path}`)).status).toBe(401);
    expect((await app.call('DELETE', `/api/losses${path}`, { cookie: viewer })).status).toBe(404);
  }
});

test('the board of health says so and leads there', async () => {
  await app.app.get(LossesHealth).look();
  await untilPassed(async () => {
    const { items } = HealthReport.parse((await app.call('GET', '/api/health', { cookie: viewer })).body);
    expect(items.find(({ id }) => id === 'losses')).toMatchObject({ state: 'degraded', href: '/losses', figure: `20 set aside · ${20n * 2n ** 40n} dropped` });
  });
});
