import { OTHER_ROUTE, routeTemplater } from './route-template.js';

test.each([
  ['/', '/'],
  ['/orders', '/orders'],
  ['/orders/42', '/orders/{id}'],
  ['/orders/o-88213/lines/3', '/orders/{id}/lines/{id}'],
  ['/users/018f3c1a-7b2e-7c3d-9e4f-5a6b7c8d9e0f', '/users/{id}'],
  ['/objects/507f1f77bcf86cd799439011', '/objects/{id}'],
  ['/t/01HV3M9QK2ZJ8Y5X7W6R4T3S2P', '/t/{id}'],
  ['/days/2026-11-22', '/days/{id}'],
  ['/users/ann@example.com', '/users/{id}'],
  ['/v1/oauth2/token', '/v1/oauth2/token'],
  ['/api/v2/products/search', '/api/v2/products/search'],
  ['/invoices/INV-2026-0001', '/invoices/{id}'],
  [`/x/${'a'.repeat(80)}`, '/x/{id}'],
])('%s is %s', (path, route) => expect(routeTemplater()('shop', path, 200)).toBe(route));

test('configured templates come first, those of the service only for it', () => {
  const route = routeTemplater({ templates: [{ service: 'shop', template: '/p/{slug}' }, { service: null, template: '/files/*' }] });
  expect(route('shop', '/p/red-shoes', 200)).toBe('/p/{slug}');
  expect(route('other', '/p/red-shoes', 200)).toBe('/p/red-shoes');
  expect(route('other', '/files/a/b/c', 200)).toBe('/files/*');
});

test('routes are bounded for each service; known ones stay', () => {
  const route = routeTemplater({ maxRoutes: 3 });
  for (const path of ['/a', '/b', '/c']) expect(route('shop', path, 200)).toBe(path);
  expect(route('shop', '/d', 200)).toBe(OTHER_ROUTE);
  expect(route('shop', '/a', 200)).toBe('/a');
  expect(route('other', '/d', 200)).toBe('/d');
});

test('paths that do not exist cannot use up the room of those that do', () => {
  const route = routeTemplater({ maxRoutes: 10 });
  for (let i = 0; i < 100; i += 1) route('shop', `/scan-for-${'abcdefghij'[i % 10]}${'xyz'[i % 3]}`, 404);
  expect(route('shop', '/orders', 200)).toBe('/orders');
});
