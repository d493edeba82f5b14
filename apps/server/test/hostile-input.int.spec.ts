import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { z } from 'zod';
import { Problem } from '@contraflow/contract';
import { CAPTURE_KEY, createTestApp, type TestApp } from './support/test-app.js';
import { Viewer } from './support/live-viewer.js';

// Every field of every request and of every socket message is handed what cannot be stored, counted or shown. The routes
// and their fields are read from the server itself, so that a new one is tried too.

let server: TestApp;
let cookie: string;
beforeAll(async () => {
  server = await createTestApp({ KAFKA_BROKERS: '' }, { imports: [DiscoveryModule] });
  cookie = await server.login();
});
afterAll(() => server.close());

/** For any field of text, choice or number alike. */
const NEVER_RIGHT = ['nul\u0000', '\u0000', 'esc\u001b[31m', 'del\u007f', 'next line\u0085', 'half \ud800', '\udc00', {}, ['a', 'b'], 1e300, -1e300, '1e300', '-1', '0x10', '٣', 'NaN', 'Infinity', '9'.repeat(400), null];

interface Route {
  name: string;
  method: string;
  path: string;
  body: string[];
  query: string[];
}

/** Every route with the fields of its body and its query. */
function routesOf(): Route[] {
  const scanner = new MetadataScanner();
  return server.app.get(DiscoveryService, { strict: false }).getControllers().flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.getMetadata(PATH_METADATA, prototype[name]!) !== undefined)
      .map((name): Route => {
        const args = Object.entries((Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype as object, name) ?? {}) as Record<string, { schema?: z.ZodObject }>);
        const fieldsOf = (kind: string) => args.filter(([key, { schema }]) => key.startsWith(`${kind}:`) && schema).flatMap(([, { schema }]) => Object.keys(schema!.shape));
        const path = [Reflect.getMetadata(PATH_METADATA, metatype as object), Reflect.getMetadata(PATH_METADATA, prototype[name]!)].map((part) => String(part).replace(/^\/|\/$/g, '')).filter(Boolean).join('/');
        return { name: `${metatype!.name}.${name}`, method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as number]!, path: `/${path}`, body: fieldsOf('3'), query: fieldsOf('4') };
      });
  });
}

const now = Date.now();
/** What a field holds when it is right, by its name. */
const RIGHT: Record<string, unknown> = {
  username: 'somebody', password: 'a long and plain one', current: 'a long and plain one', next: 'another long and plain one', role: 'viewer', disabled: false,
  name: 'sender', from: now - 60_000, to: now, sides: 'http', filter: '', limit: 10, format: 'csv', spoolId: '01890000-0000-7000-8000-000000000000', first: 0, epoch: 1, scopes: ['capture'], sources: ['*'],
  source: 'capture:sender:01890000-0000-7000-8000-000000000000',
};
/** A field that takes any of these takes it as what it is. */
const FITS: Record<string, unknown[]> = { expiresAt: [null], description: [null], filter: ['-1', '0x10', '٣', 'NaN', 'Infinity', '1e300', '9'.repeat(400)] };
const TEXT = new Set(['username', 'password', 'current', 'next', 'name', 'label', 'before', 'source', 'filter', 'reason', 'key', 'consumerGroup']);

const rightOnes = (fields: string[]) => Object.fromEntries(fields.filter((field) => field in RIGHT).map((field) => [field, RIGHT[field]]));
const isPlain = (value: unknown) => typeof value === 'string' && /^[\w.٣-]+$/.test(value);
const hostileFor = (field: string) => NEVER_RIGHT.filter((value) => !(TEXT.has(field) && isPlain(value)) && !FITS[field]?.includes(value) && !(field === 'sources' && Array.isArray(value)));

function headersFor(path: string): Record<string, string> {
  return path.startsWith('/api/capture') ? { authorization: `Bearer ${CAPTURE_KEY}`, 'content-type': path.endsWith('batches') ? 'application/x-ndjson' : 'application/json' } : { cookie };
}

const ask = (method: string, path: string, body?: unknown) => server.call(method, path, { headers: headersFor(path), ...(body !== undefined && { body }) });

function mistakeOf(answer: { status: number; body: unknown }): string | null {
  if (answer.status < 400 || answer.status >= 500) return `${answer.status}`;
  return Problem.safeParse(answer.body).success ? null : `${answer.status} without problem details: ${JSON.stringify(answer.body)}`;
}

test('every field of every request refuses what cannot be stored, counted or shown, as the caller’s mistake', async () => {
  const routes = routesOf();
  const wrong: string[] = [];
  let tried = 0;
  for (const { method, path, body, query } of routes) {
    const address = path.replaceAll(/:\w+/g, '01890000-0000-7000-8000-000000000000');
    const right = rightOnes(query);
    const search = (fields: object) => `${address}?${new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]))}`;
    for (const field of body) {
      for (const value of hostileFor(field)) {
        const mistake = mistakeOf(await ask(method, search(right), { ...rightOnes(body), [field]: value }));
        if (mistake) wrong.push(`${method} ${path} body ${field}=${JSON.stringify(value)}: ${mistake}`);
        tried += 1;
      }
    }
    for (const field of query) {
      // In a query everything is text, and text is well-formed.
      for (const value of hostileFor(field).filter((each) => typeof each === 'string' && !/\ud800|\udc00/.test(each))) {
        const mistake = mistakeOf(await ask(method, search({ ...right, [field]: value }), body.length > 0 ? rightOnes(body) : undefined));
        if (mistake) wrong.push(`${method} ${path} query ${field}=${JSON.stringify(value)}: ${mistake}`);
        tried += 1;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(300);
});

const HOSTILE_IDS = ['%00', 'a%00b', '%1b', '..%2f..', '1', 'x'.repeat(400), '00000000-0000-0000-0000-00000000000g', 'c.01890000-0000-7000-8000-000000000000.999999999.9999999999999999999', 'c.01890000-0000-7000-8000-000000000000.0.-1', 'ffffffff-ffff-7fff-bfff-ffffffffffff'];

test('every address with an id refuses what is no id', async () => {
  const wrong: string[] = [];
  for (const { method, path, body } of routesOf().filter((route) => route.path.includes(':'))) {
    for (const id of HOSTILE_IDS) {
      const mistake = mistakeOf(await ask(method, path.replaceAll(/:\w+/g, id), body.length > 0 ? rightOnes(body) : undefined));
      if (mistake) wrong.push(`${method} ${path} id ${id}: ${mistake}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['from=1&from=2&to=3', 'a field twice'],
  ['from=0&to=', 'an empty number'],
  ['from=0&to=253402300800000', 'a time behind the year 9999'],
  [`from=0&to=${now}&before=${Buffer.from('9999999999999999 \u0000').toString('base64url')}`, 'a cursor of somebody’s own'],
  [`from=0&to=${now}&sides=http,kafka,http`, 'a side twice'],
  [`from=0&to=${now}&limit=1.5`, 'half a row'],
  [`from=0&to=${now}&__proto__=x&filter=%00`, 'NUL in a filter'],
])('a question is refused: %s (%s)', async (query) => {
  expect(mistakeOf(await server.call('GET', `/api/flows?${query}`, { cookie }))).toBeNull();
});

test.each(['{"__proto__":{"x":1}}', '[]', '"text"', '7', 'null', '{"username":"a","username":', '\u0000', '{"username":"\\u0000","password":"x"}', '﻿{}', '{'.repeat(20_000)])('a body that is none is refused: %j', async (text) => {
  const answer = await fetch(`${server.url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
  expect(mistakeOf({ status: answer.status, body: await answer.json() })).toBeNull();
});

test('socket messages are refused alike, and the connection goes on', async () => {
  const viewer = await Viewer.open(server.url, { cookie });
  const cursor = { stream: 'x', sequence: 0, recordedAt: now };
  const subscription = { sides: ['http'], filter: '', maxPerSecond: 10 };
  const attempts: [event: 'subscribe' | 'resume', message: unknown][] = [
    ...Object.keys(subscription).flatMap((field) => [...hostileFor(field), '\u0000'].map((value): ['subscribe', unknown] => ['subscribe', { ...subscription, [field]: value }])),
    ...Object.keys(cursor).flatMap((field) => NEVER_RIGHT.filter((value) => field !== 'stream' || !isPlain(value)).map((value): ['resume', unknown] => ['resume', { ...cursor, [field]: value }])),
    ['subscribe', { ...subscription, resumeFrom: { ...cursor, recordedAt: -8.64e15 } }],
    ['subscribe', { ...subscription, resumeFrom: { ...cursor, recordedAt: 8.64e15 } }],
    ['subscribe', { ...subscription, resumeFrom: { ...cursor, sequence: 2 ** 53 } }],
    ['resume', null],
    ['subscribe', 7],
  ];
  const events = ['subscribe', 'resume'] as const;
  expect(new Set(attempts.map(([event]) => event))).toEqual(new Set(events));
  for (const [event, message] of attempts) {
    let answer: unknown;
    do {
      answer = await viewer.socket.emitWithAck(event as 'resume', message as never);
      if ((answer as { problem?: Problem }).problem?.status !== 429) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    } while (viewer.socket.connected);
    expect({ event, message, answer }).toMatchObject({ answer: { ok: false, problem: { status: 400 } } });
  }
  expect(await viewer.subscribe()).toEqual({ ok: true });
  viewer.close();
});
