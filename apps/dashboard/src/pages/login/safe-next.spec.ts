import { safeNext } from './safe-next.js';

test('a page of ours is gone to with its search', () => expect(safeNext('/live?filter=status:503')).toBe('/live?filter=status:503'));

test.each([undefined, '', 'https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', '/login?next=/login'])('%p leads to the live page', (next) =>
  expect(safeNext(next)).toBe('/live'));
