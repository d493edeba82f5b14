import { Problem, type User } from '@contraflow/contract';
import { createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp({ KAFKA_BROKERS: '', LIVE_CLIENTS: '3' });
});
afterAll(() => server.close());

const refused = (headers: Record<string, string>) =>
  Viewer.open(server.url, headers).then(
    () => null,
    (error: Error & { data?: unknown; description?: { message?: string } }) => error,
  );

test('a socket without a session is refused, and told why', async () => {
  for (const headers of [{}, { cookie: `__Host-contraflow=${'x'.repeat(43)}` }] as Record<string, string>[]) {
    const error = await refused(headers);
    expect(Problem.parse(error?.data)).toMatchObject({ status: 401, title: 'Not logged in' });
    expect(error?.message).toMatch(/Log in/);
  }
});

test('a socket that a page of another site opens is refused before the upgrade, session or not', async () => {
  const cookie = await server.login();
  const error = await refused({ cookie, origin: 'https://evil.example' });
  expect(error?.description?.message).toBe('Unexpected server response: 400');
  const viewer = await Viewer.open(server.url, { cookie, origin: server.url });
  viewer.close();
});

test('who has to change their password first sees nothing live', async () => {
  const admin = await server.login();
  await server.call('POST', '/api/users', { cookie: admin, body: { username: 'newcomer', password: 'given by the admin', role: 'viewer' } });
  const cookie = await server.login('newcomer', 'given by the admin');
  expect(Problem.parse((await refused({ cookie }))?.data).status).toBe(401);
});

test('logging out ends the sockets of that session, and only those', async () => {
  const [leaving, staying] = [await server.login(), await server.login()];
  const [gone, there] = [await Viewer.open(server.url, { cookie: leaving }), await Viewer.open(server.url, { cookie: staying })];
  await server.call('POST', '/api/auth/logout', { cookie: leaving });
  await gone.until(() => !gone.socket.connected);
  expect(gone.ended).toBe('You logged out.');
  expect(there.socket.connected).toBe(true);
  there.close();
});

test('disabling a user ends their sockets', async () => {
  const admin = await server.login();
  const { id } = (await server.call<User>('POST', '/api/users', { cookie: admin, body: { username: 'watcher', password: 'given by the admin', role: 'viewer' } })).body;
  const first = await server.login('watcher', 'given by the admin');
  await server.call('POST', '/api/auth/password', { cookie: first, body: { current: 'given by the admin', next: 'one of my own' } });
  const viewer = await Viewer.open(server.url, { cookie: first });
  await server.call('PATCH', `/api/users/${id}`, { cookie: admin, body: { disabled: true } });
  await viewer.until(() => !viewer.socket.connected);
  expect(viewer.ended).toMatch(/administrator/);
});

test('beyond LIVE_CLIENTS a socket is refused with the reason', async () => {
  const cookie = await server.login();
  const viewers = [];
  for (let n = 0; n < 3; n += 1) viewers.push(await Viewer.open(server.url, { cookie }));
  expect(Problem.parse((await refused({ cookie }))?.data)).toMatchObject({ status: 503, title: 'Too many live connections' });
  for (const viewer of viewers) viewer.close();
});

test('what is not as the protocol says is answered, never obeyed', async () => {
  const viewer = await Viewer.open(server.url, { cookie: await server.login() });
  expect(await viewer.subscribe({ maxPerSecond: -1 })).toMatchObject({ ok: false, problem: { status: 400, detail: expect.stringMatching(/^maxPerSecond/) } });
  expect(await viewer.subscribe({ filter: 'status:>=500 (' })).toMatchObject({ ok: false, problem: { status: 400, title: 'The filter has a mistake', column: 15 } });
  expect(await viewer.resume({ stream: 'x', sequence: 0, recordedAt: 0 })).toMatchObject({ ok: false, problem: { status: 409 } });
  viewer.socket.emit('subscribe', {} as never, 'no function' as never);
  expect(await viewer.subscribe()).toEqual({ ok: true });
  viewer.close();
});
