import fc from 'fast-check';
import { redactBody } from './body.js';
import { redactionRules } from './rules.js';

const rules = redactionRules({ query: ['pin'], fields: ['iban'] });
const redact = (mediaType: string, text: string) => redactBody(Buffer.from(text), mediaType, rules).toString();

test.each([
  ['form', 'application/x-www-form-urlencoded', 'a=1&password=p%20q&user%5Btoken%5D=t', 'a=1&password=[redacted]&user%5Btoken%5D=[redacted]'],
  ['form by a configured name', 'application/x-www-form-urlencoded', 'pin=1234', 'pin=[redacted]'],
  ['XML element', 'application/xml', '<a><Password>p</Password><b>1</b></a>', '<a><Password>[redacted]</Password><b>1</b></a>'],
  ['XML element of another name space', 'text/xml', '<w:Token x="1"><![CDATA[a<b]]></w:Token>', '<w:Token x="1">[redacted]</w:Token>'],
  ['XML attribute', 'application/soap+xml', '<a iban="DE1" n="2"/>', '<a iban=[redacted] n="2"/>'],
  ['HTML field', 'text/html', '<input name="csrf_token" value="abc"><p>x</p>', '<input name="csrf_token" value="[redacted]"><p>x</p>'],
  ['text', 'text/plain', 'user: ann\npassword: p q\nn: 1', 'user: ann\npassword: [redacted]\nn: 1'],
  ['text with a quoted value', 'text/plain', 'set token = "a b", n = 2', 'set token = [redacted], n = 2'],
  ['bearer tokens in text', 'text/plain', 'sent Bearer abc.def-123 along', 'sent Bearer [redacted] along'],
  ['JSON that says it is text', 'text/plain', '{"token":"x","n":1}', '{"token":"[redacted]","n":1}'],
  ['what says it is JSON and is not', 'application/json', '{password: hunter2}', '{password: [redacted]'],
  ['server-sent events', 'text/event-stream', 'data: {"token":"x"}\n\n', 'data: {"token":"[redacted]"}\n\n'],
])('redacts %s', (_, mediaType, text, expected) => expect(redact(mediaType, text)).toBe(expected));

test('keeps bytes that are no text as they are', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80]);
  expect(redactBody(bytes, 'application/json', rules)).toEqual(bytes);
});

test.each([
  [['tenant*'], '{"tenantName":"x"}', '{"tenantName":"[redacted]"}'],
  [['a.*.c'], '{"a":{"b":{"c":"x"}}}', '{"a":{"b":{"c":"[redacted]"}}}'],
  [['*'], '{"a":"x"}', '{"a":"[redacted]"}'],
  [['who'], '{"\\u0077ho":"x"}', '{"\\u0077ho":"[redacted]"}'],
  [['Größe'], '{"Größe":"x","grösse":1}', '{"Größe":"[redacted]","grösse":1}'],
  [['Größe'], '{"Gr\\u00f6\\u00dfe":"x"}', '{"Gr\\u00f6\\u00dfe":"[redacted]"}'],
  [['id'], '{"id":"x"}', '{"id":"[redacted]"}'],
])('redacts fields that are configured as %j', (fields, text, expected) => {
  expect(redactBody(Buffer.from(text), 'application/json', redactionRules({ fields })).toString()).toBe(expected);
});

test('a look at the words beforehand overlooks nothing', () => {
  const piece = fc.constantFrom('{', '}', '"', ':', '=', ' ', '\n', 'x', 'pass', 'Word', 'PASSW', 'api', '-', '_', '.', 'key', 'Card', 'num', 'iban', 'IBAN', 'tok', 'en', 'Bearer abcdefgh', 'pw', 'd: 1', '\\u0070', ',');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = pieces.join('');
      const always = { ...rules, mayHoldSecret: () => true };
      expect(redact('application/json', text)).toBe(redactBody(Buffer.from(text), 'application/json', always).toString());
    }),
    { numRuns: 3_000 },
  );
});

const SECRET = 'S3CR3Tvalue';
test.each([
  ['application/x-www-form-urlencoded', `a=1&password=${SECRET}&b=2&my-api-key=${SECRET}`],
  ['application/xml', `<a><b>1</b><password>${SECRET}</password><c token="${SECRET}"/><field name="secret">${SECRET}</field></a>`],
  ['text/html', `<form><input value="${SECRET}" name="csrf-token"><meta name='csrf-token' content='${SECRET}'></form>`],
  ['text/plain', `hello\npassword = ${SECRET}\nAuthorization: Bearer ${SECRET}\n'token': '${SECRET}'\n`],
  ['application/json', `{'password': '${SECRET}', token: "${SECRET}"`],
  ['text/event-stream', `event: x\ndata: {"a":1,"apiKey":"${SECRET}","b":{"token":{"c":"${SECRET}"}}}\n\n`],
])('%s shows no secret, wherever it is cut', (mediaType, text) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length }), (cut) => {
      expect(redact(mediaType, text.slice(0, cut))).not.toContain(SECRET.slice(0, 2));
    }),
    { numRuns: 300 },
  );
});

test('takes time in proportion to the body, also for hostile ones', () => {
  for (const hostile of ['<a "', 'token', '"\\', '<a b="', '[{"a":', '=&', 'password:']) {
    for (const mediaType of ['application/json', 'text/html', 'text/plain']) redact(mediaType, hostile.repeat(10_000).slice(0, 65_536));
  }
});
