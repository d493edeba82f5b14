import fc from 'fast-check';
import { SeenBytes } from './seen-bytes.js';

test('the same bytes with the same number give what was kept for them, and nothing else ever does', () => {
  const question = fc.record({ before: fc.nat(3), text: fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b') }), number: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(question, { maxLength: 400 }), (questions) => {
      const seen = new SeenBytes<string>();
      const kept = new Set<string>();
      for (const { before, text, number } of questions) {
        const source = Buffer.from(`${'x'.repeat(before)}${text}behind`);
        const [from, to, value] = [before, before + text.length, `${number} ${text}`];
        const found = seen.find(source, from, to, number);
        // What gave way is found anew; what is found is right.
        if (found === undefined) seen.keep(source, from, to, number, value);
        else expect(found).toBe(value);
        if (found !== undefined) expect(kept.has(value)).toBe(true);
        kept.add(value);
        expect(seen.find(source, from, to, number)).toBe(value);
      }
    }),
  );
});

test('what is kept does not change with the bytes that it came in', () => {
  const seen = new SeenBytes<string>();
  const source = Buffer.from('GET /orders');
  seen.find(source, 0, 11, 1);
  seen.keep(source, 0, 11, 1, 'orders');
  source.write('PUT');
  expect(seen.find(source, 0, 11, 1)).toBeUndefined();
  expect(seen.find(Buffer.from('GET /orders'), 0, 11, 1)).toBe('orders');
});

test('what is too long is not kept', () => {
  const seen = new SeenBytes<string>();
  const source = Buffer.alloc(300, 'a');
  expect(seen.find(source, 0, 300, 1)).toBeUndefined();
  seen.keep(source, 0, 300, 1, 'long');
  expect(seen.find(source, 0, 300, 1)).toBeUndefined();
});
