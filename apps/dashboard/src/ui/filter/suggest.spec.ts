import { complete, suggest } from './suggest.js';

const known = (field: string) => (field === 'route' ? ['/orders', '/orders/{id}', '/a b'] : []);
const labels = (text: string, caret = text.length) => suggest(text, caret, known).options.map((option) => option.label);

test('an empty filter offers every field', () => expect(labels('')).toContain('status:'));

test('a beginning offers the fields that begin so', () => expect(labels('method:GET st')).toEqual(['status:']));

test('after the colon come usual values and those that were seen', () => {
  expect(labels('method:P')).toEqual(['method:POST', 'method:PUT', 'method:PATCH']);
  expect(labels('route:/or')).toEqual(['route:/orders', 'route:/orders/{id}']);
});

test('a word with a minus or after a bracket is completed as well', () => {
  expect(labels('-me')).toEqual(['method:']);
  expect(labels('(top')).toEqual(['topic:']);
});

test('within quotes nothing is offered', () => expect(labels('"st')).toEqual([]));

test('an unknown field offers nothing', () => expect(labels('toString:x')).toEqual([]));

test('a taken suggestion replaces the word under the caret and leaves the rest', () => {
  const text = 'meth AND status:503';
  const found = suggest(text, 2, known);
  expect(complete(text, found, 'method:')).toEqual({ text: 'method: AND status:503', caret: 7 });
});

test('a value with blanks is put in quotes', () => {
  const found = suggest('route:/a', 8, known);
  expect(complete('route:/a', found, found.options[0]?.insert ?? '').text).toBe('route:"/a b" ');
});
