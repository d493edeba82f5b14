import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import fastify from 'fastify';
import { CaptureEntry, type HttpExchange } from '@contraflow/contract';
import { untilPassed } from '../../../tools/testing/eventually.ts';
import { captureNest, expressCapture, fastifyCapture, toCaptureEntry, type SpoolEntry } from '../src/index.js';

let recorded: HttpExchange[];
const closers: (() => unknown)[] = [];
const capture = {
  append(entry: SpoolEntry) {
    const parsed = CaptureEntry.parse(toCaptureEntry(entry));
    if (parsed.kind === 'http') recorded.push(parsed);
    return true;
  },
};
const bodyOf = (body: HttpExchange['requestBody']) => body && Buffer.from(body.base64, 'base64').toString();
const one = async () => {
  await untilPassed(() => expect(recorded).toHaveLength(1));
  return recorded[0] as HttpExchange;
};

beforeEach(() => (recorded = []));
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('Fastify', () => {
  async function start(): Promise<string> {
    const app = fastify();
    await app.register(fastifyCapture, { capture, service: 'shop', ignores: (path) => path === '/health' });
    app.get('/health', () => 'ok');
    app.post('/orders/:id', (request) => ({ id: (request.params as { id: string }).id, trace: request.headers.traceparent, token: 'S3CR3T' }));
    app.get('/stream', (_, reply) => reply.type('text/plain').send(Readable.from(['a', 'b', 'c'])));
    app.get('/boom', () => {
      throw new Error('boom');
    });
    closers.push(() => app.close());
    return app.listen({ port: 0 });
  }

  test('records an exchange with its route, bodies and trace, redacted', async () => {
    const url = await start();
    const response = await fetch(`${url}/orders/42?token=S3CR3T`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer S3CR3T' }, body: '{"password":"S3CR3T","n":1}' });
    const answer = (await response.json()) as { trace: string };
    const exchange = await one();
    expect(exchange).toMatchObject({
      requestMethod: 'POST', route: '/orders/{id}', urlPath: '/orders/42', urlQuery: 'token=[redacted]', responseStatusCode: 200, errorType: null,
      service: 'shop', requestBodySize: 27, serverPort: Number(new URL(url).port), urlScheme: 'http',
    });
    expect(bodyOf(exchange.requestBody)).toBe('{"password":"[redacted]","n":1}');
    expect(bodyOf(exchange.responseBody)).toContain('"token":"[redacted]"');
    expect(answer.trace).toBe(`00-${exchange.traceId}-${exchange.spanId}-01`);
    expect(JSON.stringify(exchange)).not.toContain('S3CR3T');
    expect(exchange.timeToFirstByteNs).toBeLessThanOrEqual(exchange.durationNs);
    expect(exchange.responseHeaders.map(([name]) => name)).toContain('content-type');
  });

  test('records streamed answers, errors, unknown paths, and not what is to be ignored', async () => {
    const url = await start();
    expect(await (await fetch(`${url}/stream`)).text()).toBe('abc');
    await fetch(`${url}/boom`);
    await fetch(`${url}/nothing/99`);
    await fetch(`${url}/health`);
    await untilPassed(() => expect(recorded).toHaveLength(3));
    expect(recorded.map(({ route, responseStatusCode, errorType }) => [route, responseStatusCode, errorType])).toEqual([
      ['/stream', 200, null],
      ['/boom', 500, '500'],
      ['/nothing/{id}', 404, null],
    ]);
    expect(recorded[0]?.responseBodySize).toBe(3);
  });
});

describe('Express (a middleware of Node’s own request and response)', () => {
  async function start(handle: Parameters<typeof createServer>[1]): Promise<string> {
    const middleware = expressCapture({ capture, service: 'shop' });
    const server: Server = createServer((request, response) => middleware(Object.assign(request, { baseUrl: '/api', route: { path: '/orders/:id(\\d+)' } }), response, () => handle?.(request, response as never)));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closers.push(() => server.closeAllConnections(), () => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('takes the route that Express matched, and the bodies however they are read and written', async () => {
    const url = await start(async (request, response) => {
      const body = await buffer(request);
      response.writeHead(201, ['X-A', '1', 'X-A', '2', 'Content-Type', 'text/plain']);
      response.write('got ');
      response.end(String(body.length), 'latin1');
    });
    const response = await fetch(`${url}/api/orders/7`, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(10_000) });
    expect(await response.text()).toBe('got 10000');
    const exchange = await one();
    expect(exchange).toMatchObject({ route: '/api/orders/{id}', responseStatusCode: 201, requestBodySize: 10_000, responseBodySize: 9 });
    expect(exchange.requestBody?.truncated).toBe(true);
    expect(bodyOf(exchange.responseBody)).toBe('got 10000');
    expect(exchange.responseHeaders.filter(([name]) => name === 'X-A')).toEqual([['X-A', '1'], ['X-A', '2']]);
  });

  test('records a caller that goes away', async () => {
    const url = await start(() => undefined);
    const call = httpRequest(`${url}/x`).on('error', () => undefined).end();
    await new Promise((done) => setTimeout(done, 50));
    call.destroy();
    expect(await one()).toMatchObject({ responseStatusCode: null, errorType: 'client_closed', timeToFirstByteNs: null });
  });

  test('leaves a HEAD answer without a body', async () => {
    const url = await start((_, response) => response.setHeader('content-length', 5).end('hello'));
    const response = await fetch(url, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('5');
    expect(await one()).toMatchObject({ responseBodySize: 0, responseBody: null });
  });
});

describe('Nest', () => {
  @Controller('things')
  class Things {
    @Get(':id')
    get() {
      return { ok: true };
    }
  }
  @Module({ controllers: [Things] })
  class App {}

  test('is captured through its adapter', async () => {
    const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
    await captureNest(app, { capture, service: 'nest' });
    await app.listen(0, '127.0.0.1');
    closers.push(() => app.close());
    const response = await fetch(`${await app.getUrl()}/things/5`);
    expect(await text(response.body as never)).toBe('{"ok":true}');
    expect(await one()).toMatchObject({ route: '/things/{id}', service: 'nest', responseStatusCode: 200 });
  });
});
