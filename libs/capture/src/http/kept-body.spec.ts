import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { redactionRules } from '../redact/rules.js';
import { droppedBodies } from './body-drops.js';
import { BodyTap } from './body-tap.js';
import { DecodingQueue } from './decoding-queue.js';
import { bodyRules, keptBody } from './kept-body.js';

const redaction = redactionRules();

async function kept(body: Buffer, contentType: string | undefined, contentEncoding?: string, rules = bodyRules({ prefixBytes: 64 })) {
  const tap = new BodyTap(rules.prefixBytes);
  for (let i = 0; i < body.length; i += 7) tap.push(body.subarray(i, i + 7));
  const result = await keptBody(tap, { contentType, contentEncoding }, rules, redaction);
  return result && { text: result.bytes.toString(), truncated: result.truncated, size: tap.size };
}

test('keeps a short body whole', async () => {
  expect(await kept(Buffer.from('{"a":1}'), 'application/json; charset=utf-8')).toEqual({ text: '{"a":1}', truncated: false, size: 7 });
});

test('keeps the beginning of a long one, and its true size', async () => {
  expect(await kept(Buffer.from('x'.repeat(1_000)), 'text/plain')).toEqual({ text: 'x'.repeat(64), truncated: true, size: 1_000 });
});

test.each([['image/png'], ['application/octet-stream']])('keeps only the size of %s', async (contentType) => {
  expect(await kept(Buffer.from('abc'), contentType)).toBeNull();
});

test('keeps other types where it is told to', async () => {
  const rules = bodyRules({ contentTypes: ['image/*'] });
  expect(await kept(Buffer.from('abc'), 'image/svg', undefined, rules)).toMatchObject({ text: 'abc' });
  expect(await kept(Buffer.from('abc'), 'text/plain', undefined, rules)).toBeNull();
});

const json = Buffer.from(JSON.stringify({ token: 'S3CR3T', list: Array.from({ length: 500 }, (_, i) => `item ${i * 7919}`) }));
test.each([
  ['gzip', gzipSync(json)],
  ['deflate', deflateSync(json)],
  ['Deflate', deflateRawSync(json)],
  ['gzip, br', brotliCompressSync(gzipSync(json))],
  ['identity, x-gzip', gzipSync(json)],
  ['br', brotliCompressSync(json)],
  ['zstd', zstdCompressSync(json)],
])('decompresses the beginning of %s within the bound and redacts it', async (coding, encoded) => {
  const whole = await kept(encoded, 'application/json', coding, bodyRules({ prefixBytes: 60_000 }));
  expect(whole).toEqual({ text: json.toString().replace('S3CR3T', '[redacted]'), truncated: false, size: encoded.length });
  const cut = await kept(encoded, 'application/json', coding, bodyRules({ prefixBytes: 1_000 }));
  expect(cut?.text).not.toContain('S3C');
  expect(cut?.truncated).toBe(true);
});

test('a body that swells without end is cut at the bound', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'a'));
  const result = await kept(bomb, 'text/plain', 'gzip', bodyRules({ prefixBytes: 65_536 }));
  expect(result?.text.length).toBe(65_536);
});

test.each([
  ['an unknown coding', 'application/json', 'x-own', Buffer.from('{"token":"S3CR3T"}')],
  ['two codings of which it has one', 'application/json', 'gzip, br', gzipSync(json)],
  ['five codings', 'application/json', 'gzip,gzip,gzip,gzip,gzip', gzipSync(json)],
  ['a charset that nobody knows', 'text/plain; charset=x-own', undefined, Buffer.from('password=x')],
  ['what is not in its coding', 'application/json', 'gzip', json],
])('does not keep %s, and says so', async (_, contentType, coding, body) => {
  const result = await kept(body, contentType, coding);
  expect(result?.text).toMatch(/^\[not kept: .+\]$/);
  expect(result?.size).toBe(body.length);
});

test('multipart bodies are not kept even when they are configured', async () => {
  const result = await kept(Buffer.from('--x\r\nname="password"\r\n\r\nS3CR3T'), 'multipart/form-data; boundary=x', undefined, bodyRules({ contentTypes: ['*/*'] }));
  expect(result?.text).toMatch(/^\[not kept/);
});

/** The same text in the charset that its content type names. */
test.each([
  ['text/plain; charset=iso-8859-1', Buffer.from('fa\xe7ade', 'latin1'), 'façade', 'windows-1252'],
  ['text/plain; charset="Windows-1251"', Buffer.from([0xef, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), 'привет', 'windows-1251'],
  ['text/plain; charset=windows-1250', Buffer.from([0xbf, 0x9c]), 'żś', 'windows-1250'],
  ['text/plain; charset=GBK', Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), '你好', 'gbk'],
  ['text/plain; charset=Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本', 'shift_jis'],
  ['text/plain; charset=euc-kr', Buffer.from([0xc7, 0xd1]), '한', 'euc-kr'],
  ['text/plain; charset=utf-16le', Buffer.from('Grüße', 'utf16le'), 'Grüße', 'utf-16le'],
  ['text/plain', Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße', 'utf-16le'],
  ['text/plain; charset=utf-16', Buffer.from('\ufeffGrüße', 'utf16le').swap16(), 'Grüße', 'utf-16be'],
  ['application/json', Buffer.from('{"a":1}', 'utf16le'), '{"a":1}', 'utf-16le'],
])('%s is kept as UTF-8', async (contentType, bytes, text, charset) => {
  const tap = new BodyTap(64);
  tap.push(bytes);
  expect(await keptBody(tap, { contentType, contentEncoding: undefined }, bodyRules({ prefixBytes: 64 }), redaction)).toMatchObject({ truncated: false, note: `charset=${charset}`, bytes: Buffer.from(text) });
  const tapped = new BodyTap(999);
  tapped.push(gzipSync(bytes));
  expect(await keptBody(tapped, { contentType, contentEncoding: 'gzip' }, bodyRules({ prefixBytes: 999 }), redaction)).toMatchObject({ note: `coding=gzip;charset=${charset}`, bytes: Buffer.from(text) });
});

test.each(['utf-16le', undefined])('what is secret in UTF-16 (%s) is redacted', async (charset) => {
  const type = charset ? `application/json; charset=${charset}` : 'application/json';
  expect((await kept(Buffer.from('{"token":"S3CR3T"}', 'utf16le'), type))?.text).toBe('{"token":"[redacted]"}');
});

test('a character that the bound cuts is left out', async () => {
  const tap = new BodyTap(5);
  tap.push(Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0xc4, 0xe3]));
  expect((await keptBody(tap, { contentType: 'text/plain; charset=gbk', contentEncoding: undefined }, bodyRules({ prefixBytes: 5 }), redaction))?.bytes.toString()).toBe('你好');
});

test.each([
  ['{"token":"S3CR3T"}', '{"token":"[redacted]"}'],
  ['plain, with ü', 'plain, with ü'],
  ['\0\x01\x02\x03 binary', undefined],
  ['\x89PNG\r\n\x1a\n\0\0', undefined],
])('without a content type %j is looked at', async (body, text) => {
  expect((await kept(Buffer.from(body), undefined))?.text).toBe(text);
});

test('no body is dropped while many are decompressed, and what is dropped is counted by its reason', async () => {
  const before = droppedBodies();
  const encoded = [gzipSync(json), brotliCompressSync(json), deflateSync(json), deflateRawSync(json)];
  const results = await Promise.all(Array.from({ length: 400 }, (_, i) => kept(encoded[i % 4] as Buffer, 'application/json', ['gzip', 'br', 'deflate', 'deflate'][i % 4], bodyRules({ prefixBytes: 60_000 }))));
  expect(new Set(results.map((result) => result?.text))).toEqual(new Set([json.toString().replace('S3CR3T', '[redacted]')]));
  expect(droppedBodies()).toEqual(before);
  await kept(json, 'application/json', 'gzip');
  expect(droppedBodies().not_in_its_coding).toBe((before.not_in_its_coding ?? 0) + 1);
});

test('beyond what may wait for its turn there is no turn', async () => {
  const queue = new DecodingQueue(1, 10);
  let end = () => {};
  const first = queue.run(100, () => new Promise<string>((done) => (end = () => done('first'))));
  const second = queue.run(10, () => Promise.resolve('second'));
  expect(await queue.run(1, () => Promise.resolve('third'))).toBeNull();
  end();
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  expect(await queue.run(100, () => Promise.resolve('fourth'))).toBe('fourth');
});
