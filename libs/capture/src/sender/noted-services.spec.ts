import { NotedServices } from './noted-services.js';

test('tells who was noted lately, within the bound of a query', () => {
  const noted = new NotedServices();
  expect(noted.names(0)).toBeUndefined();
  noted.note('shop', 0);
  noted.note('stock', 600_000);
  noted.note('shop', 600_000);
  expect(noted.names(1_200_000)).toBe('shop,stock');
  for (const name of ['x'.repeat(300), 'two words', 'a&b=c', 'a,b', '']) noted.note(name, 1_200_000);
  expect(noted.names(1_200_000)).toBe('shop,stock');
  expect(noted.names(9_000_000)).toBeUndefined();
});
