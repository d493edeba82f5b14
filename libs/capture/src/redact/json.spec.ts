import fc from 'fast-check';
import type { RedactionContext } from './context.js';
import { redactJson } from './json.js';
import { redactionRules } from './rules.js';

const rules = redactionRules({ fields: ['pin', 'customer.email', 'x-*-id'] });
/** JSON in strings of JSON, to a depth of three. */
const contextAt = (depth: number): RedactionContext => ({ rules, cut: true, within: (text) => (depth === 0 ? text : (redactJson(text, contextAt(depth - 1)) ?? text)) });
const redact = (text: string) => redactJson(text, contextAt(3));
const latin1 = (text: string) => Buffer.from(text).toString('latin1');

test.each([
  ['at the top', '{"password":"hunter2","n":1}', '{"password":"[redacted]","n":1}'],
  ['at any depth', '{"a":[{"b":{"apiKey":"k"}}]}', '{"a":[{"b":{"apiKey":"[redacted]"}}]}'],
  ['a number', '{"pin": 1234 }', '{"pin": "[redacted]"}'],
  ['an object, whole', '{"secret":{"a":[1,"}"]},"b":2}', '{"secret":"[redacted]","b":2}'],
  ['an array, whole', '{"tokens":["a","b]"],"b":2}', '{"tokens":"[redacted]","b":2}'],
  ['behind an escaped name', '{"pass\\u0077ord":"hunter2"}', '{"pass\\u0077ord":"[redacted]"}'],
  ['with white space around', '{ "Token" :\n "x" , "b" : 1 }', '{ "Token" :\n "[redacted]" , "b" : 1 }'],
  ['with quotes in the value', '{"token":"a\\"b\\\\","c":"d"}', '{"token":"[redacted]","c":"d"}'],
  ['by path', '{"customer":{"email":"a@b"},"email":"c@d"}', '{"customer":{"email":"[redacted]"},"email":"c@d"}'],
  ['by path through an array', '{"customer":[{"email":"a@b"}]}', '{"customer":[{"email":"[redacted]"}]}'],
  ['by pattern', '{"X-Trace-Id":"t"}', '{"X-Trace-Id":"[redacted]"}'],
  ['on each line', '{"token":1}\n{"token":2}\n', '{"token":"[redacted]"}\n{"token":"[redacted]"}\n'],
  ['in JSON in a string', '{"body":"{\\"token\\":\\"x\\"}"}', '{"body":"{\\"token\\":\\"[redacted]\\"}"}'],
  ['behind a byte order mark', latin1('\ufeff{"token":"x"}'), latin1('\ufeff{"token":"[redacted]"}')],
])('redacts %s', (_, text, expected) => expect(redact(text)).toBe(expected));

test.each([
  ['in a string', '{"token":"hunt', '{"token":"[redacted]"'],
  ['behind a backslash', '{"token":"hunt\\', '{"token":"[redacted]"'],
  ['in a number', '{"pin":12', '{"pin":"[redacted]"'],
  ['in an object', '{"secret":{"a":"b","c', '{"secret":"[redacted]"'],
  ['in JSON in a string', '{"body":"{\\"token\\":\\"hunt', '{"body":"{\\"token\\":\\"[redacted]\\"'],
  ['before the value', '{"token":', '{"token":'],
  ['in the name', '{"tok', '{"tok'],
  ['in another value', '{"name":"Ann', '{"name":"Ann'],
])('redacts what was cut %s', (_, text, expected) => expect(redact(text)).toBe(expected));

test.each(['{"a":"x"y","password":"p"}', "{'password':'p'}", '{password:"p"}', 'password=p', '{"a\\q":1}'])('does not take %s for JSON', (text) => {
  expect(redact(text)).toBeNull();
});

test('leaves JSON without secrets as it is, byte for byte', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const bytes = latin1(text);
      const plain = redactJson(bytes, { ...contextAt(0), rules: { ...rules, kindOfField: () => 'plain' } });
      expect(plain).toBe(bytes);
    }),
  );
});

const SECRET = 'S3CR3T-value';
const secretName = fc.constantFrom('password', 'apiKey', 'access_token', 'client-secret', 'PIN', 'Authorization');
/** JSON values in which what stands under a secret name, and nothing else, holds the marker. */
const document = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.string().filter((text) => !text.includes('S3')),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.string().filter((text) => !text.includes('S3')), tie('node'), { maxKeys: 3 }),
    fc.record({ name: secretName, value: fc.constantFrom(SECRET, [SECRET, `"${SECRET}`], { inner: SECRET, ']': '}' }, `\\"${SECRET}\\`) }).map(({ name, value }) => ({ before: 'x', [name]: value, after: 1 })),
  ),
})).node;

test('a secret never shows, wherever the text is cut', () => {
  fc.assert(
    fc.property(document, fc.integer({ min: 0, max: 400 }), fc.constantFrom(undefined, 2), (value, cut, indent) => {
      const text = latin1(JSON.stringify({ value }, null, indent)).slice(0, cut);
      const redacted = redact(text);
      expect(redacted).not.toBeNull();
      expect(redacted).not.toContain(SECRET.slice(0, 2));
    }),
    { numRuns: 500 },
  );
});

test('a secret never shows in JSON that is a string of JSON', () => {
  fc.assert(
    fc.property(document, fc.integer({ min: 0, max: 500 }), (value, cut) => {
      const text = latin1(JSON.stringify({ message: JSON.stringify({ value }) })).slice(0, cut);
      expect(redact(text)).not.toContain(SECRET.slice(0, 2));
    }),
    { numRuns: 500 },
  );
});

test('what is redacted is still JSON', () => {
  fc.assert(
    fc.property(document, (value) => {
      const text = JSON.stringify({ value });
      expect(() => JSON.parse(Buffer.from(redact(latin1(text)) ?? '', 'latin1').toString()) as unknown).not.toThrow();
    }),
  );
});
