import { loadConfig } from '../config.js';
import { isAllowedOrigin, isForeign } from './origin.js';

const config = (publicUrl = '') => loadConfig({ DATABASE_URL: 'postgresql://localhost/x', PUBLIC_URL: publicUrl });

test.each([
  ['http://localhost:4400', 'localhost:4400', true],
  ['http://localhost:5173', 'localhost:4400', false],
  ['https://evil.example', 'localhost:4400', false],
  ['null', 'localhost:4400', false],
  [undefined, 'localhost:4400', true],
])('a page at %s may talk to the server at %s: %s', (origin, host, allowed) => {
  expect(isAllowedOrigin(config(), origin, host)).toBe(allowed);
});

test('with PUBLIC_URL its origin is the only one', () => {
  const behindProxy = config('https://flows.example.com/some/path');
  expect(isAllowedOrigin(behindProxy, 'https://flows.example.com', '10.0.0.1:4400')).toBe(true);
  expect(isAllowedOrigin(behindProxy, 'http://10.0.0.1:4400', '10.0.0.1:4400')).toBe(false);
});

test('without an Origin the browser says by Sec-Fetch-Site who asks', () => {
  expect(isForeign(config(), { 'sec-fetch-site': 'cross-site' })).toBe(true);
  expect(isForeign(config(), { 'sec-fetch-site': 'same-site' })).toBe(true);
  expect(isForeign(config(), { 'sec-fetch-site': 'same-origin' })).toBe(false);
  expect(isForeign(config(), {})).toBe(false);
});
