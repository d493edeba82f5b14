import { readSearch, writeSearch } from './search-words.js';

test.each(['503', '1e3', 'true', 'null', '0.50', '12345678901234567890123', '["a"]', '{"a":1}', '"quoted"', 'status:>=500 route:/orders/*', 'a&b=c#d', '漢字 %41', '', '__proto__'])(
  'the text %j comes back as it was',
  (filter) => expect(readSearch(writeSearch({ filter }))).toEqual({ filter }),
);

test('what stands twice is kept twice', () => expect(readSearch('?filter=a&filter=b')).toEqual({ filter: ['a', 'b'] }));

test('what is not set is left out', () => expect(writeSearch({ filter: undefined, paused: false, range: '1h' })).toBe('?range=1h'));

test('a name that objects have of their own is a name like others', () => expect(Object.keys(readSearch('?__proto__=1&toString=2'))).toEqual(['__proto__', 'toString']));
