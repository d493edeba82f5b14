import { startTestShop, until } from './shop.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { watchRequests } from './seen-requests.ts';

test('customers browse, order, change, pay and err, from two programs, with secrets for redaction to find', async () => {
  let target = '';
  const gateway = await watchRequests(() => target);
  const shop = await startTestShop({ SHOP_GATEWAY_URL: gateway.url, SHOP_RATE: '250' });
  target = shop.url;
  try {
    const kinds = () => new Set(gateway.seen.map(({ method, path }) => `${method} /${path.split(/[/?]/)[1]}`));
    await until(() => (kinds().size >= 12 && gateway.seen.length > 600 ? true : undefined), `all kinds of requests`);
    expect(kinds()).toEqual(new Set(['orders', 'payments', 'products'].flatMap((name) => ['GET', 'POST', 'PUT', 'DELETE'].map((method) => `${method} /${name}`))));
    expect(new Set(gateway.seen.map(({ userAgent }) => userAgent))).toEqual(new Set(['web/2.1', 'mobile/4.2']));
    expect(gateway.seen.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 201, 204, 400, 404, 422]));
    expect(gateway.seen.every(({ authorization }) => authorization?.startsWith('Bearer '))).toBe(true);
    expect(gateway.seen.some(({ method, path, body }) => method === 'POST' && path === '/payments' && body.includes('4111111111111111'))).toBe(true);
    expect(gateway.seen.some(({ path }) => path.includes('access_token='))).toBe(true);
    expect(gateway.seen.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
  } finally {
    await shop.stop();
    await gateway.stop();
  }
});

test('without a gateway the shop goes on, and its customers come back with it', async () => {
  const port = await freePort();
  const shop = await startTestShop({ SHOP_GATEWAY_URL: `http://127.0.0.1:${port}`, SHOP_RATE: '100' });
  try {
    expect((await shop.call('GET', '/products')).status).toBe(200);
    const gateway = await watchRequests(() => shop.url, port);
    try {
      await until(() => (gateway.seen.length > 50 ? true : undefined), 'the customers');
    } finally {
      await gateway.stop();
    }
    expect((await shop.call('GET', '/products')).status).toBe(200);
  } finally {
    await shop.stop();
  }
});
