import { Problem } from '@contraflow/contract';
import { ADMIN, createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp();
});
afterAll(() => server.close());

const attempt = (password: string) => server.call<Problem>('POST', '/api/auth/login', { body: { username: ADMIN.username, password } });

test('of twenty wrong passwords only five are looked at; the rest are told how long to wait, and the right one is good afterwards', async () => {
  const answers = [];
  const began = Date.now();
  for (let n = 0; n < 20; n += 1) answers.push(await attempt(`wrong ${n}`));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  // The waits are one second, then two, then four: on a slow machine one or the other may pass.
  const waitsPassed = Math.floor(Math.log2((Date.now() - began) / 1_000 + 1));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(15 - waitsPassed);
  const refused = answers.find(({ status }) => status === 429)!;
  expect(Number(refused.headers.get('retry-after'))).toBe(refused.body.retryAfter);
  expect(refused.body.detail).toMatch(/Wait \d+ second/);

  let last = await attempt(ADMIN.password);
  while (last.status === 429) {
    await new Promise((resolve) => setTimeout(resolve, (last.body.retryAfter ?? 1) * 1_000));
    last = await attempt(ADMIN.password);
  }
  expect(last.status).toBe(200);
});

test('many wrong passwords at the same moment do not slip past the limit', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.call('POST', '/api/auth/login', { body: { username: 'guessed', password: 'wrong' } })));
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
});
