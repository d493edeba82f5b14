import { loadConfig } from '../config.js';
import { readSessionCookie, writeSessionCookie } from './session-cookie.js';

const token = 'a'.repeat(42) + '_';
const config = (env: Record<string, string> = {}) => loadConfig({ DATABASE_URL: 'postgresql://localhost/x', ...env });

test('a session cookie is read back among others', () => {
  const written = writeSessionCookie(config(), token).split(';', 1)[0];
  expect(readSessionCookie(config(), `a=1; ${written}; b=2`)).toBe(token);
});

test.each([undefined, '', 'x=1', '__Host-contraflow=short', `__Host-contraflow=${token}x`, `x__Host-contraflow=${token}`, `contraflow=${token}`, `a=${'x'.repeat(9_000)}; __Host-contraflow=${token}`])(
  'no session is read from %j',
  (header) => expect(readSessionCookie(config(), header)).toBeNull(),
);

test('without COOKIE_SECURE the cookie has a plain name, and only Secure is missing', () => {
  expect(writeSessionCookie(config({ COOKIE_SECURE: 'false' }), token)).toBe(`contraflow=${token}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict`);
});
