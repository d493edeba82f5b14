import { cp } from 'node:fs/promises';
import { ORDINARY_EXCHANGE } from '@contraflow/contract';
import { Spool, uuidV7At, type SpoolEntry } from '@contraflow/capture';

const AT_ONCE = 2_000;

/** Fills a spool with exchanges such as the gateway writes: two JSON bodies, a dozen headers, a trace; about 1 KB as a row. */
export async function fillSpool(folder: string, exchanges: number): Promise<void> {
  const spool = await Spool.open({ folder, maxBytes: 2 ** 40 });
  const now = Date.now();
  for (let n = 0; n < exchanges; n += 1) {
    if (!spool.append(exchangeOf(n, now))) throw new Error('The spool dropped an entry');
    if (n % AT_ONCE === 0) await spool.flush();
  }
  await spool.close();
}

/** The same spool again, as a log of its own: a copy that has not been shipped. */
export async function copySpool(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
}

function exchangeOf(n: number, now: number): SpoolEntry {
  const startedAt = now - (n % 60_000);
  const post = n % 4 === 0;
  const id = String(100_000 + (n % 50_000));
  const requestBody = JSON.stringify({ customer: `c-${n % 1_000}`, items: [{ sku: `sku-${n % 97}`, quantity: 1 + (n % 3) }], note: 'leave it at the door' });
  const responseBody = JSON.stringify({ id, status: 'accepted', total: (n % 9_000) / 100, currency: 'EUR', items: [{ sku: `sku-${n % 97}`, name: 'a thing to order', quantity: 1 + (n % 3), price: 12.5 }], createdAt: new Date(startedAt).toISOString() });
  const prefix = (text: string) => ({ bytes: Buffer.from(text), truncated: false });
  const trace = (n + 1).toString(16).padStart(32, '0');
  return {
    ...ORDINARY_EXCHANGE,
    kind: 'http',
    origin: 'gateway',
    spanKind: 'server',
    id: uuidV7At(startedAt),
    startedAt,
    durationNs: 1_000_000 + (Math.imul(n, 2_654_435_761) >>> 8),
    timeToFirstByteNs: 900_000,
    requestMethod: post ? 'POST' : 'GET',
    route: post ? '/orders' : '/orders/{id}',
    urlScheme: 'http',
    urlPath: post ? '/orders' : `/orders/${id}`,
    urlQuery: '',
    serverAddress: 'shop.example',
    serverPort: 80,
    clientAddress: '10.1.2.3',
    userAgent: 'mobile/4.2 (bench)',
    responseStatusCode: post ? 201 : 200,
    requestBodySize: post ? requestBody.length : 0,
    responseBodySize: responseBody.length,
    requestHeaders: [['host', 'shop.example'], ['user-agent', 'mobile/4.2 (bench)'], ['accept', 'application/json'], ['accept-encoding', 'gzip'], ['authorization', '[redacted]'], ['traceparent', `00-${trace}-00f067aa0ba902b7-01`]],
    responseHeaders: [['content-type', 'application/json; charset=utf-8'], ['content-length', String(responseBody.length)], ['date', 'Sun, 22 Nov 2026 10:00:00 GMT'], ['etag', `"${id}"`], ['cache-control', 'no-store'], ['connection', 'keep-alive']],
    requestBody: post ? prefix(requestBody) : null,
    responseBody: prefix(responseBody),
    errorType: null,
    traceId: trace,
    spanId: '00f067aa0ba902b7',
    service: 'shop',
  };
}
