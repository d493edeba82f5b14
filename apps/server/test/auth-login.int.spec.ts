import { Me, Problem, type User } from '@contraflow/contract';
import { Store } from '@contraflow/store';
import { hashOfSecret } from '../src/auth/secrets.js';
import { Sessions } from '../src/auth/sessions.js';
import { ADMIN, createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp();
});
afterAll(() => server.close());

const login = (username: string, password: string) => server.call<Problem>('POST', '/api/auth/login', { body: { username, password } });

/** A user with a password of their own, as after the first login. */
async function addUser(username: string, role: User['role']): Promise<string> {
  const admin = await server.login();
  await server.call('POST', '/api/users', { cookie: admin, body: { username, password: 'given by the admin', role } });
  const cookie = await server.login(username, 'given by the admin');
  const changed = await server.call('POST', '/api/auth/password', { cookie, body: { current: 'given by the admin', next: 'one of their very own' } });
  expect(changed.status).toBe(204);
  return cookie;
}

test('the session cookie is out of reach of scripts and other sites, and its token is nowhere in the database', async () => {
  const answer = await server.call('POST', '/api/auth/login', { body: ADMIN });
  expect(Me.parse(answer.body)).toMatchObject({ username: 'admin', role: 'admin', mustChangePassword: false });
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-contraflow=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const token = cookie.slice(18, 61);
  const sessions = await server.app.get(Store).prisma.session.findMany();
  expect(JSON.stringify(sessions.map((session) => Buffer.from(session.tokenHash).toString('latin1')))).not.toContain(token);
});

test('logging out ends the session on the server', async () => {
  const cookie = await server.login();
  expect((await server.call('GET', '/api/auth/me', { cookie })).status).toBe(200);
  expect((await server.call('POST', '/api/auth/logout', { cookie })).status).toBe(204);
  expect((await server.call('GET', '/api/auth/me', { cookie })).status).toBe(401);
});

test('an unknown user gets the same answer as a wrong password', async () => {
  const [unknown, wrong] = [await login('nobody-here', 'some password'), await login('admin', 'some password')];
  expect(unknown.status).toBe(401);
  expect(unknown.body).toEqual(wrong.body);
  await server.login();
});

test('changing the password ends the other sessions, and needs the current one', async () => {
  const here = await addUser('changer', 'viewer');
  const elsewhere = await server.login('changer', 'one of their very own');
  const wrong = await server.call<Problem>('POST', '/api/auth/password', { cookie: here, body: { current: 'not it', next: 'a new password' } });
  expect(wrong.status).toBe(403);
  expect(wrong.body.title).toBe('The current password is wrong');
  await server.call('POST', '/api/auth/password', { cookie: here, body: { current: 'one of their very own', next: 'a new password' } });
  expect((await server.call('GET', '/api/auth/me', { cookie: here })).status).toBe(200);
  expect((await server.call('GET', '/api/auth/me', { cookie: elsewhere })).status).toBe(401);
});

test('who was given a password has to change it before anything else', async () => {
  const admin = await server.login();
  await server.call('POST', '/api/users', { cookie: admin, body: { username: 'fresh', password: 'given by the admin', role: 'admin' } });
  const cookie = await server.login('fresh', 'given by the admin');
  expect((await server.call<Me>('GET', '/api/auth/me', { cookie })).body.mustChangePassword).toBe(true);
  const refused = await server.call<Problem>('GET', '/api/users', { cookie });
  expect(refused.status).toBe(403);
  expect(refused.body.title).toBe('Change your password first');
});

test('a password that was made up for the first user has to be changed before anything else', async () => {
  const fresh = await createTestApp({ KAFKA_BROKERS: '', ADMIN_PASSWORD_MUST_CHANGE: 'true' });
  const cookie = await fresh.login();
  expect((await fresh.call('GET', '/api/users', { cookie })).status).toBe(403);
  for (const next of [ADMIN.password, 'the Admin himself', 'abcabcabcabc']) {
    expect((await fresh.call('POST', '/api/auth/password', { cookie, body: { current: ADMIN.password, next } })).status).toBe(400);
  }
  expect((await fresh.call('POST', '/api/auth/password', { cookie, body: { current: ADMIN.password, next: 'something of my own' } })).status).toBe(204);
  expect((await fresh.call('GET', '/api/users', { cookie })).status).toBe(200);
  await fresh.close();
});

test('a login that began before the password was changed opens no session', async () => {
  const prisma = server.app.get(Store).prisma;
  const { id, passwordHash } = await prisma.user.findUniqueOrThrow({ where: { username: 'admin' } });
  const sessions = server.app.get(Sessions);
  expect(await sessions.open({ id, passwordHash: 'of an older password' }, '127.0.0.1', '')).toBeNull();
  expect(await sessions.open({ id, passwordHash }, '127.0.0.1', '')).toMatch(/^[\w-]{43}$/);
});

test('a session that nobody used for the idle time ends, and one in use stays', async () => {
  const idle = await createTestApp({ KAFKA_BROKERS: '', SESSION_IDLE_MINUTES: '30' });
  try {
    const [left, used] = [await idle.login(), await idle.login()];
    const prisma = idle.app.get(Store).prisma;
    const hash = hashOfSecret(/=([\w-]{43})/.exec(left)![1]!);
    await prisma.session.updateMany({ data: { lastSeenAt: new Date(Date.now() - 29 * 60_000) } });
    await prisma.session.update({ where: { tokenHash: hash }, data: { lastSeenAt: new Date(Date.now() - 32 * 60_000) } });
    expect((await idle.call('GET', '/api/auth/me', { cookie: left })).status).toBe(401);
    expect((await idle.call('GET', '/api/auth/me', { cookie: used })).status).toBe(200);
    await idle.app.get(Sessions).sweep();
    expect(await prisma.session.count()).toBe(1);
  } finally {
    await idle.close();
  }
});

test('a viewer may not do what takes an administrator, and learns who may', async () => {
  const cookie = await addUser('looker', 'viewer');
  const answer = await server.call<Problem>('GET', '/api/users', { cookie });
  expect(answer.status).toBe(403);
  expect(answer.body.detail).toMatch(/needs the role admin; yours is viewer/);
});

test('disabling a user ends their sessions at once and their logins', async () => {
  const cookie = await addUser('leaver', 'operator');
  const admin = await server.login();
  const { id } = (await server.call<Me>('GET', '/api/auth/me', { cookie })).body;
  expect((await server.call<User>('PATCH', `/api/users/${id}`, { cookie: admin, body: { disabled: true } })).body.disabled).toBe(true);
  expect((await server.call('GET', '/api/auth/me', { cookie })).status).toBe(401);
  expect((await login('leaver', 'one of their very own')).status).toBe(401);
});

test('the last administrator can neither be disabled nor become something less', async () => {
  const admin = await server.login();
  const users = (await server.call<User[]>('GET', '/api/users', { cookie: admin })).body;
  for (const user of users.filter(({ role, username }) => role === 'admin' && username !== 'admin')) {
    await server.call('PATCH', `/api/users/${user.id}`, { cookie: admin, body: { disabled: true } });
  }
  const { id } = users.find(({ username }) => username === 'admin')!;
  for (const body of [{ disabled: true }, { role: 'viewer' }]) {
    const answer = await server.call<Problem>('PATCH', `/api/users/${id}`, { cookie: admin, body });
    expect(answer.status).toBe(409);
  }
  expect((await server.call('GET', '/api/users', { cookie: admin })).status).toBe(200);
});

test('a page of another site cannot act in the name of somebody logged in', async () => {
  const cookie = await server.login();
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
    const answer = await server.call<Problem>('POST', '/api/auth/logout', { cookie, headers });
    expect(answer.status).toBe(403);
  }
  expect((await server.call('POST', '/api/auth/logout', { cookie, headers: { origin: server.url } })).status).toBe(204);
});

test('a body that does not fit is refused with the name of the field', async () => {
  const answer = await server.call<Problem>('POST', '/api/auth/login', { body: { username: 'admin' } });
  expect(answer.status).toBe(400);
  expect(Problem.parse(answer.body).detail).toMatch(/^password: /);
});

test('what is sent as JSON and is none, or is too large, gets a problem', async () => {
  const send = (body: string) => fetch(`${server.url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(Problem.parse(await (await send('{"username":')).json()).status).toBe(400);
  expect(Problem.parse(await (await send(`"${'x'.repeat(300_000)}"`)).json()).status).toBe(413);
});

test('logins, failures and changes of users are in the audit', async () => {
  const entries = await server.app.get(Store).prisma.auditEntry.findMany();
  const actions = new Set(entries.map(({ action }) => action));
  expect([...actions]).toEqual(expect.arrayContaining(['login', 'login failed', 'logout', 'password changed', 'user created', 'user changed', 'api key created']));
  expect(entries.find(({ action }) => action === 'login failed')).toMatchObject({ actor: null, address: '127.0.0.1' });
});
