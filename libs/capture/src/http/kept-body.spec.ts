import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { redactionRules } from '../redact/rules.js';
import { BodyTap } from './body-tap.js';
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

test.each([[undefined], ['image/png'], ['application/octet-stream']])('keeps only the size of %s', async (contentType) => {
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
  ['two codings', 'application/json', 'gzip, br', gzipSync(json)],
  ['what is not in its coding', 'application/json', 'gzip', json],
  ['UTF-16 that says so', 'application/json; charset=utf-16le', undefined, Buffer.from('{"token":"S3CR3T"}', 'utf16le')],
  ['UTF-16 that does not', 'application/json', undefined, Buffer.from('{"token":"S3CR3T"}', 'utf16le')],
])('does not keep %s, and says so', async (_, contentType, coding, body) => {
  const result = await kept(body, contentType, coding);
  expect(result?.text).toMatch(/^\[not kept: .+\]$/);
  expect(result?.size).toBe(body.length);
});

test('multipart bodies are not kept even when they are configured', async () => {
  const result = await kept(Buffer.from('--x\r\nname="password"\r\n\r\nS3CR3T'), 'multipart/form-data; boundary=x', undefined, bodyRules({ contentTypes: ['*/*'] }));
  expect(result?.text).toMatch(/^\[not kept/);
});
