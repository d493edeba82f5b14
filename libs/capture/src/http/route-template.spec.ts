import { OTHER_ROUTE, routeTemplater } from './route-template.js';

test.each([
  ['/', '/'],
  ['*', '*'],
  ['/orders', '/orders'],
  ['/orders/', '/orders/'],
  ['/orders/42', '/orders/{id}'],
  ['/orders/o-88213/lines/3', '/orders/{id}/lines/{id}'],
  ['/users/018f3c1a-7b2e-7c3d-9e4f-5a6b7c8d9e0f', '/users/{id}'],
  ['/objects/507f1f77bcf86cd799439011', '/objects/{id}'],
  ['/t/01HV3M9QK2ZJ8Y5X7W6R4T3S2P', '/t/{id}'],
  ['/days/2026-11-22', '/days/{id}'],
  ['/users/ann@example.com', '/users/{id}'],
  ['/users/ann%40example.com', '/users/{id}'],
  ['/invoices/INV-2026-0001', '/invoices/{id}'],
  [`/x/${'a'.repeat(80)}`, '/x/{id}'],
  ['/calls/+4930123456', '/calls/{id}'],
  ['/calls/%2B49%2030%20123456', '/calls/{id}'],
  ['/calls/(555)%20123-4567', '/calls/{id}'],
  ['/calls/555-123-4567', '/calls/{id}'],
  ['/books/978-3-16-148410-0', '/books/{id}'],
  ['/books/0-306-40615-X', '/books/{id}'],
  ['/books/030640615X', '/books/{id}'],
  ['/hosts/10.0.0.17', '/hosts/{id}'],
  ['/hosts/2001:db8::17', '/hosts/{id}'],
  ['/at/52.52,13.4', '/at/{id}'],
  ['/Products(5)', '/Products({id})'],
  ['/Products(5)/Category', '/Products({id})/Category'],
  ["/Products(Id=5,Lang='en')", '/Products({id})'],
  ["/odata/Users('ann')", '/odata/Users({id})'],
  ['/GetTop()', '/GetTop()'],
  ['/orders/42:cancel', '/orders/{id}:cancel'],
  ['/orders/42.json', '/orders/{id}.json'],
  ['/cart;jsessionid=1A2B/items', '/cart/items'],
])('%s is %s', (path, route) => expect(routeTemplater()('shop', path, 200)).toBe(route));

test.each([
  '/sha256', '/hash/sha512', '/sha-256', '/sha3-512', '/md5', '/crc32', '/aes256', '/ed25519', '/x509', '/base64', '/utf8', '/utf-8', '/iso8601', '/iso-8859-1', '/rfc7231', '/windows-1252', '/v1', '/v2beta1', '/api/v1.2', '/api/1.0',
  '/v1/oauth2/token', '/api/v2/products/search', '/s3', '/ec2', '/ipv6', '/http2', '/h264', '/mp4', '/i18n', '/k8s', '/a11y', '/covid-19', '/.well-known/openid-configuration',
])('%s stays as it is', (path) => expect(routeTemplater()('shop', path, 200)).toBe(path));

const names = Array.from({ length: 400 }, (_, i) => `${['ann', 'bob', 'eve', 'joe', 'kim'][i % 5]}-${'abcdefghij'[(i / 5) % 10 | 0]}${'klmnopqrst'[(i / 50) % 10 | 0]}`);
test.each([
  ['names', names, '/users/', '', '/users/{id}'],
  ['slugs with something behind', names.map((name) => `the-${name}-shoe`), '/p/', '/reviews', '/p/{id}/reviews'],
  ['names in another script', names.map((name) => encodeURIComponent(`名${name}`)), '/u/', '', '/u/{id}'],
  ['names at the root', names, '/', '', '/{id}'],
  ['names below a parameter', names, '/shops/17/by/', '', '/shops/{id}/by/{id}'],
])('many %s become one parameter', (_, values, before, behind, wanted) => {
  const route = routeTemplater();
  const seen = new Set(values.map((value) => route('shop', before + value + behind, 200)));
  expect(seen.size).toBeLessThanOrEqual(152);
  expect(new Set(values.map((value) => route('shop', before + value + behind, 200)))).toEqual(new Set([wanted]));
  expect(route('shop', `${before}someone${behind}`, 200)).toBe(wanted);
  expect(route('shop', `${before}nobody${behind}`, 404)).toBe(wanted);
});

test('what is asked for much more often than the rest stays a name', () => {
  const route = routeTemplater();
  for (const name of names) for (const path of ['/users/me', '/users/search', `/users/${name}`]) route('shop', path, 200);
  expect(['/users/me', '/users/search', '/users/zoe'].map((path) => route('shop', path, 200))).toEqual(['/users/me', '/users/search', '/users/{id}']);
});

test('an API with many names keeps them', () => {
  const route = routeTemplater();
  const paths = names.slice(0, 140).map((name) => `/${name}`);
  for (let round = 0; round < 30; round += 1) for (const path of paths) expect(route('shop', path, 200)).toBe(path);
});

test('the same path has the same route once it is learnt, whatever comes between', () => {
  const route = routeTemplater();
  for (const name of names) route('shop', `/users/${name}`, 200);
  const before = ['/users/zoe', '/orders', '/orders/7'].map((path) => route('shop', path, 200));
  for (const name of names) route('shop', `/tags/${name}/of`, 200);
  expect(['/users/zoe', '/orders', '/orders/7'].map((path) => route('shop', path, 200))).toEqual(before);
});

test('configured templates come first, those of the service only for it', () => {
  const route = routeTemplater({ templates: [{ service: 'shop', template: '/p/{slug}' }, { service: null, template: '/files/*' }] });
  expect(route('shop', '/p/red-shoes', 200)).toBe('/p/{slug}');
  expect(route('other', '/p/red-shoes', 200)).toBe('/p/red-shoes');
  expect(route('other', '/files/a/b/c', 200)).toBe('/files/*');
});

test('beyond the bound old routes give way, for each service, and somebody is told once', () => {
  const told: string[] = [];
  const route = routeTemplater({ maxRoutes: 3, onBound: (service, routes) => told.push(`${service} ${routes}`) });
  for (const path of ['/a', '/b', '/c', '/a', '/d', '/e']) expect(route('shop', path, 200)).toBe(path);
  expect(route('other', '/d', 200)).toBe('/d');
  expect(told).toEqual(['shop 3']);
});

test('so many may not give way at once that a record is full of routes', () => {
  const route = routeTemplater({ maxRoutes: 10 });
  const seen = new Set(names.slice(0, 100).map((name, i) => route('shop', `/${'abcdefghij'[i % 10]}/${'abcdefghij'[(i / 10) | 0]}/${name}`, 200)));
  expect(seen.size).toBeLessThanOrEqual(21);
  expect(seen).toContain(OTHER_ROUTE);
});

test('paths that do not exist teach nothing and cannot use up the room of those that do', () => {
  const route = routeTemplater({ maxRoutes: 40 });
  const scanned = new Set(names.map((name) => route('shop', `/${name}.php`, 404)));
  expect(scanned.size).toBeLessThanOrEqual(11);
  expect(route('shop', '/orders', 200)).toBe('/orders');
  expect(route('shop', '/other', 200)).toBe('/other');
});
