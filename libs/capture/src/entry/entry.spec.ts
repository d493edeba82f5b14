import fc from 'fast-check';
import { BATCH_LIMITS, EXCHANGE_COLUMNS, FIRST_VERSION, HEADER_LIMITS, HTTP_TEXT_LIMITS, HttpExchange, LETTERS, ORDINARY_EXCHANGE, SINCE_VERSION_2, type HttpHeaders } from '@contraflow/contract';
import { anyExchange } from '../../../../tools/testing/any-exchange.ts';
import { isPlainExchange } from './check-exchange.js';
import { decodeExchange, NotAnExchange } from './decode-exchange.js';
import { EncodedExchange } from './encoded-exchange.js';
import { EntryBytes } from './entry-bytes.js';
import { EntryEncoder } from './entry-encoder.js';
import { entriesOf } from './entry-sequence.js';
import { AT } from './layout.js';

const NOW = 1_795_000_000_000.125;
const TIME = { oldest: NOW - 86_400_000, newest: NOW + 86_400_000 };
const exchanges = anyExchange(NOW);
const encoder = new EntryEncoder();
const encode = (exchange: HttpExchange): Buffer => Buffer.from(encoder.encode(exchange) as Uint8Array);
/** Not at the beginning of its batch, as most. */
const placed = (bytes: Buffer) => ({ batch: new EntryBytes(Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')])), from: 6, to: 6 + bytes.length });
const isPlain = (bytes: Buffer) => {
  const { batch, from, to } = placed(bytes);
  return isPlainExchange(batch, from, to, TIME);
};
const viewOf = (bytes: Buffer) => {
  const { batch, from, to } = placed(bytes);
  return new EncodedExchange(batch, from, to);
};
const FIELDS = Object.keys(HttpExchange.shape) as (keyof HttpExchange)[];
const plain: HttpExchange = {
  ...ORDINARY_EXCHANGE, kind: 'http', id: '019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b', startedAt: NOW, durationNs: 1, timeToFirstByteNs: null, requestMethod: 'GET', route: '/a/{id}', urlScheme: 'http', urlPath: '/a/1', urlQuery: '',
  serverAddress: 'shop', serverPort: 80, clientAddress: '10.0.0.1', userAgent: 'web/1', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 2, requestHeaders: [['etag', '"x\\y"'], ['a', '']],
  responseHeaders: [], requestBody: null, responseBody: { base64: 'AP8=', truncated: true }, errorType: null, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: null, service: 'shop',
};

test('an exchange comes out of its bytes as it went in', () => {
  fc.assert(
    fc.property(exchanges, (exchange) => {
      expect(decodeExchange(encode(exchange))).toEqual({ value: exchange, problem: null });
    }),
    { numRuns: 300 },
  );
});

/** The entry as a sender of version 1 would have written it. */
function asVersion1(bytes: Buffer): Buffer {
  const kept: Buffer[] = [Buffer.from([FIRST_VERSION])];
  let at = 1;
  for (const column of EXCHANGE_COLUMNS) {
    const end = at + 4 + Math.max(0, bytes.readInt32BE(at));
    if (!SINCE_VERSION_2.has(column)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

test('a spool that version 1 has written is read, and what it did not know is ordinary', () => {
  fc.assert(
    fc.property(exchanges, (exchange) => {
      const old = asVersion1(encode(exchange));
      expect(isPlain(old)).toBe(false);
      const { value, problem } = decodeExchange(old);
      expect({ value, problem }).toEqual({ value: { ...exchange, ...ORDINARY_EXCHANGE }, problem: null });
      expect(HttpExchange.parse(value)).toEqual(value);
    }),
    { numRuns: 200 },
  );
});

test.each(Object.entries(LETTERS).flatMap(([field, letters]) => Object.keys(letters).map((word) => [field, word] as const)))('%s %s is plain and comes back', (field, word) => {
  const exchange = { ...plain, [field]: word } as HttpExchange;
  expect(isPlain(encode(exchange))).toBe(true);
  expect(viewOf(encode(exchange))[field as keyof typeof LETTERS]).toBe(word);
});

test('what usual traffic has is plain, and reads as the exchange field by field', () => {
  const ordinary = { ...plain, requestHeaders: [...plain.requestHeaders, ['cookie', '[redacted]']] as HttpHeaders, responseBody: null, errorType: '503' };
  for (const exchange of [plain, ordinary]) {
    expect(isPlain(encode(exchange))).toBe(true);
    const view = viewOf(encode(exchange));
    for (const field of FIELDS) expect(view[field]).toEqual(exchange[field]);
    expect(JSON.parse(JSON.stringify(view))).toEqual(exchange);
  }
});

test('whoever reads an exchange whose bytes have another use gets an error, and never what lies there now', () => {
  const { batch, from, to } = placed(encode(plain));
  const view = new EncodedExchange(batch, from, to);
  const { bytes } = batch;
  batch.letGo();
  expect(bytes.includes('/a/{id}')).toBe(true);
  for (const field of FIELDS.filter((name) => name !== 'kind' && name !== 'id')) expect(() => view[field]).toThrow(RangeError);
  expect(() => view.toJSON()).toThrow();
});

/** What is promised of any bytes: nothing is thrown but NotAnExchange, and what is plain is what the schema takes. */
function expectSound(bytes: Buffer): boolean {
  const wasPlain = isPlain(bytes);
  let decoded: ReturnType<typeof decodeExchange> | null = null;
  try {
    decoded = decodeExchange(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(NotAnExchange);
  }
  if (!wasPlain) return false;
  expect(decoded?.problem).toBeNull();
  expect(HttpExchange.safeParse(decoded?.value)).toMatchObject({ success: true, data: decoded?.value });
  const view = viewOf(bytes);
  for (const field of FIELDS) expect(view[field]).toEqual(decoded?.value[field]);
  for (const text of Object.values(decoded?.value ?? {})) if (typeof text === 'string') expect(text).not.toContain('\0');
  // The same exchange in other bytes would be stored in two ways.
  expect(encode(view.toJSON())).toEqual(bytes);
  return true;
}

test('what is taken for plain is what the schema takes', () => {
  let seen = 0;
  fc.assert(fc.property(exchanges, (exchange) => void (seen += Number(expectSound(encode(exchange))))), { numRuns: 500 });
  expect(seen).toBeGreaterThan(20);
});

test('bytes that were changed or cut anywhere are still plain and right, or looked at closer', () => {
  const flip = fc.record({ at: fc.nat(), to: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x22, 0x5c, 0x5d, 0x7f, 0x80, 0xff)) });
  let seen = 0;
  fc.assert(
    fc.property(fc.oneof(exchanges, fc.constant(plain)), fc.array(flip, { maxLength: 3 }), fc.option(fc.nat()), (exchange, flips, cut) => {
      const whole = encode(exchange);
      for (const { at, to } of flips) whole[at % whole.length] = to;
      seen += Number(expectSound(cut === null ? whole : whole.subarray(0, cut % whole.length)));
    }),
    { numRuns: 3_000 },
  );
  expect(seen).toBeGreaterThan(100);
});

test('every byte of a plain exchange, changed to every other value, is sound', () => {
  const whole = encode(plain);
  for (let at = 0; at < whole.length; at += 1) {
    for (const to of [0, 1, 2, 0x20, 0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xff, (whole[at] as number) ^ 1, (whole[at] as number) ^ 0x80]) {
      const changed = Buffer.from(whole);
      changed[at] = to;
      expectSound(changed);
    }
  }
});

test.each(Object.entries(HTTP_TEXT_LIMITS))('%s may have %i characters and not one more', (field, limit) => {
  expect(isPlain(encode({ ...plain, [field]: 'x'.repeat(limit) }))).toBe(true);
  expect(isPlain(encode({ ...plain, [field]: 'x'.repeat(limit + 1) }))).toBe(false);
});

test('header fields have the bounds of the contract', () => {
  const withHeaders = (requestHeaders: HttpHeaders) => isPlain(encode({ ...plain, requestHeaders }));
  const field = ['a', 'b'] as [string, string];
  expect(withHeaders(new Array(HEADER_LIMITS.fields).fill(field))).toBe(true);
  expect(withHeaders(new Array(HEADER_LIMITS.fields + 1).fill(field))).toBe(false);
  expect(withHeaders([['n'.repeat(HEADER_LIMITS.name), 'v'.repeat(HEADER_LIMITS.value)]])).toBe(true);
  expect(withHeaders([['n'.repeat(HEADER_LIMITS.name + 1), '']])).toBe(false);
  expect(withHeaders([['n', 'v'.repeat(HEADER_LIMITS.value + 1)]])).toBe(false);
});

test.each<[string, Partial<HttpExchange>]>([
  ['a status below 100', { responseStatusCode: 99 }],
  ['a status above 999', { responseStatusCode: 1_000 }],
  ['a port that is none', { serverPort: 65_536 }],
  ['a negative duration', { durationNs: -1 }],
  ['a service without a name', { service: '' }],
  ['a trace id of zeros', { traceId: '0'.repeat(32) }],
  ['a UUID of another version', { id: '019a0b1c-2d3e-4f40-8a5b-6c7d8e9f0a1b' }],
  ['a NUL in a text', { urlPath: '/a\0' }],
  ['text beyond ASCII', { urlPath: '/ä' }],
  ['a time long ago', { startedAt: TIME.oldest - 1 }],
  ['a time to come', { startedAt: TIME.newest + 1 }],
])('%s is not plain', (_, change) => {
  expect(isPlain(encode({ ...plain, ...change }))).toBe(false);
});

test('text that is not UTF-8 is a problem, and still shown', () => {
  const bytes = encode(plain);
  bytes[bytes.indexOf('/a/1') + 2] = 0xff;
  expect(decodeExchange(bytes)).toMatchObject({ problem: 'urlPath is not UTF-8', value: { urlPath: '/a\ufffd1' } });
});

test('a lone surrogate becomes U+FFFD, as in Postgres', () => {
  expect(decodeExchange(encode({ ...plain, urlPath: 'a\ud800b' })).value.urlPath).toBe('a\ufffdb');
});

test('an exchange of another version says so', () => {
  const bytes = encode(plain);
  bytes[0] = 3;
  expect(isPlain(bytes)).toBe(false);
  expect(() => decodeExchange(bytes)).toThrow('version 3');
});

test.each<[string, Partial<HttpExchange>]>([
  ['a fraction', { durationNs: 0.5 }],
  ['NaN', { durationNs: NaN }],
  ['a time that microseconds cannot say', { startedAt: 8e15 }],
  ['an id that is none', { id: 'x' }],
  ['nothing', { route: undefined as unknown as string }],
])('what a field cannot hold, such as %s, goes as JSON, so that the server can say what is wrong', (_, change) => {
  expect(JSON.parse(encode({ ...plain, ...change }).toString())).toMatchObject({ kind: 'http', service: 'shop' });
});

test('bodies go as they are, also when they came in base64', () => {
  const bytes = Buffer.from([0, 255, 10, 123]);
  const body = (responseBody: object) => Buffer.from(encoder.encode({ ...plain, responseBody } as HttpExchange) as Uint8Array);
  expect(body({ bytes, truncated: false })).toEqual(body({ base64: bytes.toString('base64'), truncated: false }));
});

test('an entry that is too long goes without its bodies, and not at all when it still is', () => {
  const bytes = Buffer.alloc(BATCH_LIMITS.entryBytes, 'x');
  const long = encoder.encode({ ...plain, requestBody: { bytes, truncated: true } });
  expect(decodeExchange(Buffer.from(long as Uint8Array)).value).toMatchObject({ requestBody: null, responseBody: null });
  expect(encoder.encode({ ...plain, requestHeaders: new Array(256).fill(['n', 'v'.repeat(16_384)]) })).toBeNull();
});

test('a field’s place is the one that the layout says', () => {
  const bytes = encode(plain);
  expect(bytes.readInt32BE(AT.serverPort + 4)).toBe(80);
  expect([bytes[AT.requestBodyTruncated + 4], bytes[AT.responseBodyTruncated + 4]]).toEqual([0, 1]);
});

test('a sequence that is cut gives its last entry as far as it came', () => {
  const sequence = Buffer.from([1, 0, 0, 0, 65, 3, 0, 0, 0, 66, 67]);
  expect([...entriesOf(sequence)].map(String)).toEqual(['A', 'BC']);
  expect([...entriesOf(sequence.subarray(0, 7))].map(String)).toEqual(['A', '']);
});
