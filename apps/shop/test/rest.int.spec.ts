import { explainStart } from '../src/explain-start.js';
import { startTestShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startTestShop>>;
beforeAll(async () => {
  shop = await startTestShop();
});
afterAll(() => shop.stop());

const order = { customer: 'Ada Berg', items: [{ productId: 3, quantity: 2 }] };
const place = async (more: object = {}) => (await shop.call('POST', '/orders', { ...order, ...more })).body;
/** The bank sometimes refuses or is away; a customer tries again. */
async function pay(body: object) {
  for (;;) {
    const answer = await shop.call('POST', '/payments', body);
    if (answer.status !== 402 && answer.status !== 503) return answer;
  }
}

test('products are created, read, updated and deleted', async () => {
  const made = await shop.call('POST', '/products', { name: 'Kite', priceCents: 1_500 });
  expect(made).toMatchObject({ status: 201, body: { name: 'Kite', priceCents: 1_500, description: '' } });
  const path = `/products/${made.body.id}`;
  expect((await shop.call('PUT', path, { name: 'Red kite', priceCents: 1_200 })).body).toMatchObject({ name: 'Red kite', priceCents: 1_200 });
  expect((await shop.call('GET', '/products?q=red%20k')).body.products).toMatchObject([{ name: 'Red kite' }]);
  expect((await shop.call('DELETE', path)).status).toBe(204);
  expect((await shop.call('GET', path)).status).toBe(404);
});

test('orders are created with the price of the day, read, updated and deleted', async () => {
  const { priceCents, name } = (await shop.call('GET', '/products/3')).body;
  const made = await shop.call('POST', '/orders', order);
  expect(made).toMatchObject({
    status: 201,
    body: { state: 'placed', payment: 'invoice', totalCents: 2 * priceCents, items: [{ productId: 3, name, quantity: 2, priceCents }] },
  });
  const path = `/orders/${made.body.id}`;
  expect((await shop.call('PUT', path, { customer: 'Ada Roth' })).body).toMatchObject({ customer: 'Ada Roth', state: 'placed' });
  expect((await shop.call('GET', path)).body.customer).toBe('Ada Roth');
  expect((await shop.call('GET', '/orders?customer=Ada%20Roth')).body.orders).toHaveLength(1);
  expect((await shop.call('DELETE', path)).status).toBe(204);
  expect((await shop.call('GET', path)).status).toBe(404);
});

test('payments are created, read, refunded and deleted, and never show a whole card number', async () => {
  const { id: orderId, totalCents: amountCents } = await place({ payment: 'card' });
  const card = { cardNumber: '4111111111111111', expiry: '12/29', cvc: '123' };
  const made = await pay({ orderId, amountCents, method: 'card', card });
  expect(made).toMatchObject({ status: 201, body: { orderId, amountCents, cardLast4: '1111', state: 'captured' } });
  expect(JSON.stringify(made.body)).not.toContain(card.cardNumber);
  const path = `/payments/${made.body.id}`;
  expect((await shop.call('GET', path)).body).toEqual(made.body);
  expect((await shop.call('GET', `/orders/${orderId}`)).body.state).toBe('paid');
  expect((await shop.call('PUT', path, { state: 'refunded' })).body.state).toBe('refunded');
  expect((await shop.call('GET', `/payments?orderId=${orderId}`)).body.payments).toHaveLength(1);
  expect((await shop.call('DELETE', path)).status).toBe(204);
  expect((await shop.call('GET', path)).status).toBe(404);
});

test('an order is paid once', async () => {
  const { id: orderId, totalCents: amountCents } = await place();
  const payment = { orderId, amountCents, method: 'invoice' };
  expect((await pay(payment)).status).toBe(201);
  expect(await pay(payment)).toMatchObject({ status: 409, type: 'application/problem+json' });
});

test.each([
  ['an unknown product', 'GET', '/products/987654', undefined, 404, 'There is no product'],
  ['an id that is none', 'GET', '/orders/seven', undefined, 400, 'has to be a UUID'],
  ['an order without items', 'POST', '/orders', { customer: 'Ada', items: [] }, 400, 'items: an order needs at least one item'],
  ['an order of an unknown product', 'POST', '/orders', { customer: 'Ada', items: [{ productId: 987_654, quantity: 1 }] }, 422, 'There is no product 987654'],
  ['a card payment without a card', 'POST', '/payments', { orderId: '01890000-0000-7000-8000-000000000000', amountCents: 5, method: 'card' }, 400, 'card: is missing'],
  ['a payment for an unknown order', 'POST', '/payments', { orderId: '01890000-0000-7000-8000-000000000000', amountCents: 5, method: 'invoice' }, 404, 'There is no order'],
  ['a body that is not JSON', 'POST', '/orders', '{"customer":', 400, ''],
  ['a body beyond the bound', 'POST', '/orders', { customer: 'x'.repeat(70_000) }, 413, ''],
  ['a path that is not there', 'GET', '/nothing', undefined, 404, '/docs'],
])('%s is answered with problem details', async (_, method, path, body, status, detail) => {
  const answer = await shop.call(method, path, body);
  expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, title: expect.any(String) } });
  expect(answer.body.detail).toContain(detail);
});

test('a shipped order can neither be cancelled nor deleted', async () => {
  const { id } = await place();
  await shop.call('PUT', `/orders/${id}`, { state: 'shipped' });
  expect((await shop.call('PUT', `/orders/${id}`, { state: 'cancelled' })).status).toBe(409);
  expect((await shop.call('DELETE', `/orders/${id}`)).status).toBe(409);
});

test('the API describes itself at /docs, bodies and answers included', async () => {
  expect(await (await fetch(`${shop.url}/docs`)).text()).toContain('swagger');
  const { body: document } = await shop.call('GET', '/docs-json');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/products', '/products/{id}', '/orders', '/orders/{id}', '/payments', '/payments/{id}']),
  );
  const { post } = document.paths['/orders'];
  expect(post.requestBody.content['application/json'].schema.properties).toHaveProperty('items');
  expect(post.responses['201'].content['application/json'].schema.properties).toHaveProperty('totalCents');
});

test('a taken port gives one clear message', async () => {
  const error = await startTestShop({ SHOP_PORT: String(shop.config.shopPort) }).catch((failure: unknown) => failure);
  expect(explainStart(error, shop.config)).toBe(`Port ${shop.config.shopPort} is taken by another program: stop it, or set SHOP_PORT to a free one.`);
});
