import fc from 'fast-check';
import { WordSearch } from './word-search.js';

const WORDS = ['token', 'pwd', 'api-key', 'x-auth', 'cvv', 'straße', 'aab'].map((word) => Buffer.from(word).toString('latin1'));
const search = new WordSearch(WORDS);
const isIn = (text: string) => search.isIn(Buffer.from(text, 'latin1'));

test('finds each word wherever it stands, in either case', () => {
  for (const word of WORDS) {
    for (let before = 0; before < 5; before += 1) {
      for (let behind = 0; behind < 3; behind += 1) {
        const text = `${'-'.repeat(before)}${word}${'-'.repeat(behind)}`;
        expect([text, isIn(text)]).toEqual([text, true]);
        expect(isIn(text.replace(/[a-z]/g, (letter) => letter.toUpperCase()))).toBe(true);
      }
      expect(isIn(`${'-'.repeat(before)}${word.slice(0, -1)}`)).toBe(false);
    }
  }
});

test('says the same as looking for one word after the other', () => {
  const piece = fc.constantFrom('t', 'o', 'ok', 'ken', 'tok', 'p', 'wd', 'W', 'api', '-', 'key', 'cv', 'V', 'a', 'ab', 'xX', '\xff', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      expect(isIn(text)).toBe(WORDS.some((word) => text.toLowerCase().includes(word)));
    }),
    { numRuns: 2_000 },
  );
});

test('what is too short to look for is taken to be everywhere', () => {
  expect(new WordSearch(['token', 'id']).isIn(Buffer.from('x'))).toBe(true);
  expect(new WordSearch([]).isIn(Buffer.from('token'))).toBe(false);
});
