import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, json, NAMES, PLACES, SECRET } from '../../test/redaction-places.js';
import { redactBody, redactTargetQuery } from './body.js';
import { redactHeaders } from './headers.js';
import { redactionRules } from './rules.js';

const rules = redactionRules();
test.each(PLACES)('%s keeps no value of any name, whole or cut', (_, mediaType, body) => {
  const shown: string[] = [];
  for (const name of NAMES) {
    const text = body(name, SECRET);
    const at = text.indexOf(SECRET.slice(0, 3));
    for (const cut of [text.length, at + 3, at + 7, at + SECRET.length, at + SECRET.length + 3]) {
      const redacted = redactBody(Buffer.from(text.slice(0, cut)), mediaType, rules, cut < text.length).toString();
      if (redacted.includes(SECRET.slice(0, 3))) shown.push(`${cut < text.length ? `cut at ${cut - at}: ` : ''}${name}: ${redacted}`);
    }
  }
  expect(shown).toEqual([]);
});

test('headers and queries keep no value of any name', () => {
  for (const name of NAMES) {
    expect(redactHeaders([name, SECRET], rules)).toEqual([[name, '[redacted]']]);
    expect(redactTargetQuery(`a=1&${encode(name)}=${SECRET}`, rules)).toBe(`a=1&${encode(name)}=[redacted]`);
    expect(redactTargetQuery(`to=${encode(`/x?${name}=${SECRET}&b=1`)}`, rules)).not.toContain('S3C');
    expect(JSON.stringify(redactHeaders(['X-Debug', `a=1; ${name}=${SECRET}`, 'Referer', `https://x.example/#${name}=${SECRET}`, 'Link', `<https://x.example/?${name}=${SECRET}>; rel="next"`], rules))).not.toContain('S3C');
  }
});

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nS3CR3T\n-----END RSA PRIVATE KEY-----\n';
/** What needs no name: its text, and what may not show. */
const CREDENTIALS: [string, string, string][] = [
  ['Bearer', `sent Bearer ${SECRET} along`, 'S3C'],
  ['Basic', 'sent Basic YW5uOlMzQ1IzVA== along', 'YW5uOl'],
  ['user and password of an address', `see https://ann:${SECRET}@db.example:5432/x?a=1`, 'S3C'],
  ['user and password with @ in it', `see postgres://ann:S3C@R3T${SECRET}@db.example/x`, 'S3C'],
  ['token of an address, whole', `git clone https://${SECRET}@git.example/x.git`, 'S3C'],
  ['user and password alone', `dsn ann:${SECRET}@tcp(db:3306)/x`, 'S3C'],
  ['JSON web token', `it is ${JWT} now`, 'eyJhbGci'],
  ['private key', `key\n${PEM}done`, 'S3CR3T'],
];
test.each(CREDENTIALS)('%s is kept nowhere, whole or cut', (place, text, secret) => {
  const places: [string, string][] = [
    ['text/plain', text],
    ['application/json', json({ innocent: text, n: 1 })],
    ['application/json', json({ innocent: json({ a: [text] }) })],
    ['application/xml', `<a><b>${text}</b></a>`],
    ['application/yaml', `a: 1\nb: ${json(text)}\n`],
    ['text/csv', `a,b\n1,${json(text).replaceAll('\\n', '\n')}\n`],
    ['application/x-www-form-urlencoded', `a=1&innocent=${encode(text)}`],
    ['application/graphql', `mutation { x(innocent: ${json(text)}) { ok } }`],
  ];
  for (const [mediaType, body] of places) {
    const whole = redactBody(Buffer.from(body), mediaType, rules, false).toString();
    expect([mediaType, whole]).toEqual([mediaType, expect.not.stringContaining(secret)]);
    expect(whole).toContain('redacted');
    const at = place.endsWith('whole') ? -1 : body.indexOf(secret);
    for (const cut of at === -1 ? [] : [at + secret.length, at + secret.length + 5]) {
      const redacted = redactBody(Buffer.from(body.slice(0, cut)), mediaType, rules, true).toString();
      expect([mediaType, redacted]).toEqual([mediaType, expect.not.stringContaining(secret)]);
    }
  }
});

test.each([
  '{"code":"NOT_FOUND","statusCode":404,"errorCode":"E11000","countryCode":"DE","state":"open","message":"no such order"}',
  '{"code":404,"state":"New York","passed":true,"pass":12,"fail":0,"session":{"user":"ann"},"ticket":{"subject":"x"}}',
  '{"shipping":"pinned","company":"Span","businessName":"Classname Ltd","spin":"a","zipcode":"12345","className":"btn"}',
  '{"email":"ann@example.com","url":"http://localhost:8080/a/@scope/b","image":"nginx:1.25@sha256:abc","mail":"mailto:ann@example.com"}',
  '{"grant_type":"password","scopes":["email","profile"],"key":"orders","value":"x","name":"state-machine"}',
  '{"signal":"x","design":"y","sidebar":1,"panel":2,"stateless":true,"opinion":"code is law","tickets":[1,2]}',
])('keeps what is harmless: %s', (text) => expect(redactBody(Buffer.from(text), 'application/json', rules, false).toString()).toBe(text));

test.each([
  ['https://x.example/p?page=2&state=open&sort=a', 'https://x.example/p?page=2&state=[redacted]&sort=a'],
  ['exit code: 1, state: running', 'exit code: 1, state: running'],
  ['GET /x user=ann token=abc status=200', 'GET /x user=ann token=[redacted] status=200'],
  ['Server=db;Password=abc;Timeout=5', 'Server=db;Password=[redacted];Timeout=5'],
])('text keeps what stands beside a secret: %s', (text, expected) => expect(redactBody(Buffer.from(text), 'text/plain', rules, false).toString()).toBe(expected));

test('takes time in proportion to the body, also for hostile ones', () => {
  const pieces = ['a=', 'a:', '=', ': ', '@', 'a@', ':@', 'x:y@', '//', '//a:', 'eyJ', 'eyJ.', '-----BEGIN PRIVATE KEY-----', '%3D', '%253d', '&quot;', '"', '\\"', '\\', '{"a":', '[', '[["pin",', '{"value":"x"},', 'Bearer ', 'pin ', 'pass', 'name: x\n', '- value: x\n', ' - a: |\n', ',', '""', '",', '<a>', '<name>', '<value>x</value>', '<!--', '<a ', '\t', '\\u0070', 'a_'];
  for (const piece of [...pieces, ...pieces.map((piece) => `token${piece}`)]) {
    const text = Buffer.from(piece.repeat(65_536 / piece.length));
    for (const mediaType of ['application/json', 'text/plain', 'text/html', 'text/csv', 'application/yaml', 'application/x-www-form-urlencoded', 'application/graphql']) {
      redactBody(text, mediaType, rules, true);
    }
  }
});

test('docs/security.md shows every place with what is stored, and every name', () => {
  const document = readFileSync(join(__dirname, '../../../../docs/security.md'), 'utf8');
  const rows = PLACES.map(([place, mediaType, body]) => `| ${place} | \`${redactBody(Buffer.from(body('client_secret', 'S3CR3T')), mediaType, rules, false).toString().trim().replaceAll('\n', '⏎').replaceAll('|', '\\|')}\` |`);
  expect(rows.filter((row) => !document.includes(row))).toEqual([]);
  expect(NAMES.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});
