import { agrees } from './install.mjs';

const lock = {
  '': { version: '1.0.0' },
  'libs/contract': { version: '1.0.0' },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
};

test('what the lockfile says is installed, save for other platforms', () => {
  expect(agrees(lock, { 'node_modules/pg': { version: '8.0.0' } })).toBe(true);
});

test('another version is not what the lockfile says', () => {
  expect(agrees(lock, { 'node_modules/pg': { version: '8.0.1' } })).toBe(false);
});

test('a half-finished installation is not what the lockfile says', () => {
  expect(agrees(lock, {})).toBe(false);
});
