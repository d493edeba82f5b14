import { prettyJson } from './json.js';

const pretty = (text: string, cut = false) => prettyJson(text, cut)?.map((piece) => piece.text).join('') ?? null;

test('JSON is laid out with two blanks a level', () =>
  expect(pretty('{"id":"o-1","items":[{"n":2}],"none":{},"empty":[]}')).toBe('{\n  "id": "o-1",\n  "items": [\n    {\n      "n": 2\n    }\n  ],\n  "none": {},\n  "empty": []\n}'));

test('numbers keep every digit', () => expect(pretty('[9223372036854775807,1.50]')).toBe('[\n  9223372036854775807,\n  1.50\n]'));

test('keys, strings and secrets are told apart', () => {
  const kinds = prettyJson('{"card":"[redacted]","name":"x"}')?.filter(({ kind }) => kind === 'key' || kind === 'string' || kind === 'redacted');
  expect(kinds?.map(({ kind }) => kind)).toEqual(['key', 'redacted', 'key', 'string']);
});

test.each(['hello', '<p>', '{"a":1', '{"a":}', '{"a":1} trailing', '{a:1}', '17', ''])('%p is not shown as JSON', (text) => expect(pretty(text)).toBeNull());

test.each(['{"a":1,"b":"un', '{"a":1,', '{"a":tr', '[1.', '{"a":"x\\'])('%p, cut at the bound, is laid out as far as it goes', (text) =>
  expect(pretty(text, true)).not.toBeNull());

test('a cut text that never was JSON is not', () => expect(pretty('{hello there', true)).toBeNull());
