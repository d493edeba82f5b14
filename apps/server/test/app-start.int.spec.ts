import { createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp();
});
afterAll(() => server.close());

test('an unknown address of the API is a problem that says so', async () => {
  const answer = await server.call('GET', '/api/no-such-thing');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  expect(answer.body).toEqual({ type: 'about:blank', title: 'There is nothing here', status: 404, detail: expect.any(String) });
});
