import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type ApiKey, type BatchAnswer, type ClaimAnswer, type CreatedApiKey, NDJSON_TYPE, type Problem } from '@contraflow/contract';
import { eventually } from '../../../tools/testing/eventually.ts';
import { HealthBoard } from '../src/ports/health-board.js';
import { createTestApp, type TestApp } from './support/test-app.js';

let app: TestApp;
let admin: string;
let database: Client;
beforeAll(async () => {
  app = await createTestApp({ KAFKA_BROKERS: '' });
  admin = await app.login();
  database = new Client({ connectionString: app.config.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await app.close();
});

async function makeKey(sources: string[], more: object = {}): Promise<{ id: string; secret: string }> {
  const answer = await app.call<CreatedApiKey>('POST', '/api/keys', { cookie: admin, body: { name: `key for ${sources.join(' ')}`, scopes: ['capture'], sources, ...more } });
  expect(answer.status).toBe(201);
  return { id: answer.body.key.id, secret: answer.body.secret };
}
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const claim = (secret: string, name: string, spoolId: string = randomUUID()) =>
  app.call<ClaimAnswer & Problem>('POST', '/api/capture/sources', { body: { name, spoolId, first: 0 }, headers: bearer(secret) });
async function ship(secret: string, source: string, epoch: number, first: number, lines = '', more = '') {
  const response = await fetch(`${app.url}/api/capture/batches?source=${source}&epoch=${epoch}&first=${first}${more}`, { method: 'POST', headers: { ...bearer(secret), 'content-type': NDJSON_TYPE }, body: lines });
  return { status: response.status, body: (await response.json()) as BatchAnswer & Problem };
}
const drop = (dropped: number) => `${JSON.stringify({ kind: 'drop', dropped, since: Date.now(), until: Date.now(), reason: 'the spool was full' })}\n`;
const metrics = async () => (await app.call<string>('GET', '/metrics', { cookie: admin })).body;
const positionOf = async (source: string) => (await database.query<{ next: string; epoch: string }>('SELECT next, epoch FROM source_position WHERE source = $1', [source])).rows[0];
const keyOf = async (id: string) => (await app.call<ApiKey[]>('GET', '/api/keys', { cookie: admin })).body.find((key) => key.id === id);

test('no other key claims or writes a source, whatever it is for, and the one that has it goes on', async () => {
  const own = await makeKey(['gateway-eu']);
  const { source, epoch } = (await claim(own.secret, 'gateway-eu')).body;
  const spoolId = source.split(':')[2] as string;
  for (const names of [['shop'], ['gateway-eu'], ['gateway-*'], ['*']]) {
    const other = await makeKey(names);
    expect(await claim(other.secret, 'gateway-eu', spoolId)).toMatchObject({ status: 403 });
    for (const body of [drop(1), '']) for (const shift of [0, 1, 1_000]) expect(await ship(other.secret, source, epoch + shift, 0, body, '&waiting=4711')).toMatchObject({ status: 403 });
  }
  expect(await positionOf(source)).toEqual({ next: '0', epoch: String(epoch) });
  expect(await metrics()).not.toContain('4711');
  expect(await ship(own.secret, source, epoch, 0, drop(2))).toMatchObject({ status: 200, body: { next: 1 } });
});

test.each([
  [['shop'], 'gateway'],
  [['shop-*'], 'shop'],
  [['*-eu'], 'gateway-us'],
])('a key for %j claims no source named %s, and says what it is for', async (sources, name) => {
  const { secret } = await makeKey(sources);
  expect(await claim(secret, name)).toMatchObject({ status: 403, body: { detail: expect.stringContaining(sources[0] as string) as string } });
  expect(app.app.get(HealthBoard).get(`source:${name}`)).toBeUndefined();
});

test('only the epoch of the last claim is a sign of life, and only a source that was claimed is on the board', async () => {
  const { secret } = await makeKey(['quiet', 'made-up']);
  const { source, epoch } = (await claim(secret, 'quiet')).body;
  const silence = app.app.get(HealthBoard).get('source:quiet');
  for (const wrong of [0, epoch - 1, epoch + 1, 2 ** 40]) expect(await ship(secret, source, wrong, 0, '', '&waiting=4712')).toMatchObject({ status: 409 });
  for (const body of ['', drop(1)]) expect(await ship(secret, `capture:made-up:${randomUUID()}`, 1, 0, body)).toMatchObject({ status: 409 });
  expect(await metrics()).not.toContain('4712');
  expect(app.app.get(HealthBoard).get('source:quiet')).toEqual(silence);
  expect(app.app.get(HealthBoard).get('source:made-up')).toBeUndefined();
  expect(await ship(secret, source, epoch, 0, '', '&waiting=4713')).toMatchObject({ status: 200 });
  expect(await metrics()).toContain('contraflow_capture_waiting_entries{source="quiet"} 4713');
});

test('a scope is for what it says, and nothing else', async () => {
  const [capture, figures] = [await makeKey(['scoped']), await makeKey([], { scopes: ['metrics'] })];
  const both = await makeKey(['scoped'], { scopes: ['capture', 'metrics'] });
  const statuses = async ({ secret }: { secret: string }) => [(await claim(secret, 'scoped')).status, (await app.call('GET', '/metrics', { headers: bearer(secret) })).status];
  expect([await statuses(capture), await statuses(figures), await statuses(both)]).toEqual([[200, 403], [403, 200], [200, 200]]);
});

test('metrics tell no ids of spools', async () => {
  const { secret } = await makeKey(['tells-nothing']);
  await claim(secret, 'tells-nothing');
  const text = await metrics();
  expect(text).toContain('source="tells-nothing"');
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i);
});

test.each([
  ['without a scope', { scopes: [] }],
  ['for capture without a source', { scopes: ['capture'], sources: [] }],
  ['with a name of a source that none has', { sources: ['a b'] }],
  ['with an end that has passed', { expiresAt: Date.now() - 1 }],
  ['with an end that is no time', { expiresAt: 1e17 }],
  ['with a control character in its name', { name: 'a\u0000b' }],
])('a key %s is not made', async (_, wrong) => {
  const answer = await app.call('POST', '/api/keys', { cookie: admin, body: { name: 'wrong', scopes: ['capture'], sources: ['a'], ...wrong } });
  expect(answer.status).toBe(400);
});

test('a key that ended is refused, and what it held can be claimed with another one', async () => {
  const ending = await makeKey(['ending'], { expiresAt: Date.now() + 1_500 });
  const { source, epoch } = (await claim(ending.secret, 'ending')).body;
  const heir = await makeKey(['ending']);
  await eventually(async () => (await ship(ending.secret, source, epoch, 0, '')).status === 401);
  expect(await claim(heir.secret, 'ending', source.split(':')[2])).toMatchObject({ status: 200, body: { epoch: epoch + 1, next: 0 } });
});

test('a key is changed for another one: by revoking it, or by handing its sources over', async () => {
  const first = await makeKey(['rotated']);
  const { source, epoch } = (await claim(first.secret, 'rotated')).body;
  const spoolId = source.split(':')[2] as string;
  await ship(first.secret, source, epoch, 0, drop(1));
  const second = await makeKey(['rotated']);
  expect(await app.call('DELETE', `/api/keys/${first.id}`, { cookie: admin })).toMatchObject({ status: 204 });
  expect(await claim(second.secret, 'rotated', spoolId)).toMatchObject({ status: 200, body: { next: 1 } });
  const third = await makeKey(['rotated']);
  const handOver = (to: string) => app.call('POST', `/api/keys/${second.id}/hand-over`, { cookie: admin, body: { to } });
  for (const wrong of [first, second, await makeKey(['other']), await makeKey([], { scopes: ['metrics'] })]) expect(await handOver(wrong.id)).toMatchObject({ status: 409 });
  expect(await handOver(third.id)).toMatchObject({ status: 200, body: { sources: 1 } });
  expect([(await keyOf(second.id))?.held, (await keyOf(third.id))?.held]).toEqual([0, 1]);
  // The second key's claim is over at once, with what it has under way.
  expect((await ship(second.secret, source, epoch + 1, 1, drop(1))).status).toBeGreaterThanOrEqual(403);
  expect(await claim(second.secret, 'rotated', spoolId)).toMatchObject({ status: 403 });
  expect(await claim(third.secret, 'rotated', spoolId)).toMatchObject({ status: 200, body: { next: 1 } });
});

test('what was there before keys had sources goes on: its key is remembered at the next claim', async () => {
  const [old, other] = [await makeKey(['*']), await makeKey(['*'])];
  const spoolId = randomUUID();
  const source = `capture:older:${spoolId}`;
  await database.query("INSERT INTO source_position (source, kind, label, next, epoch) VALUES ($1, 'capture', 'older', 7, 3)", [source]);
  expect(await ship(other.secret, source, 3, 7, drop(1))).toMatchObject({ status: 409 });
  expect(await claim(old.secret, 'older', spoolId)).toMatchObject({ status: 200, body: { epoch: 4, next: 7 } });
  expect(await claim(other.secret, 'older', spoolId)).toMatchObject({ status: 403 });
  expect(await ship(old.secret, source, 4, 7, drop(1))).toMatchObject({ status: 200, body: { next: 8 } });
});

test('a key that claims without end pushes nobody else from the board', async () => {
  const [kept, loose] = [await makeKey(['kept']), await makeKey(['loose-*'])];
  await claim(kept.secret, 'kept');
  for (let n = 0; n < 110; n += 1) await claim(loose.secret, `loose-${n}`);
  const board = app.app.get(HealthBoard).report().items.map(({ id }) => id);
  expect(board).toContain('source:kept');
  expect(board.filter((id) => id.startsWith('source:loose-'))).toHaveLength(100);
});
