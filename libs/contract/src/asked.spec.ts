import { z } from 'zod';
import { AskedInstant, Count, inQuery, Line, Position } from './asked.js';

const fits = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

test.each(['', 'a', 'Jürgen Müller', '名前', '😀', 'a\u00a0b', '\u200b'])('%j is a line', (text) => expect(fits(Line(64), text)).toBe(true));

test.each(['\u0000', 'a\u0000b', '\t', 'a\nb', '\r', '\u001b[0m', '\u007f', '\u0085', '\u009f', '\ud800', 'a\udc00', '\udc00\ud800', 'x'.repeat(65), 7, null])('%j is no line', (text) => expect(fits(Line(64), text)).toBe(false));

test.each([
  [inQuery(Count), '0', 0],
  [inQuery(Count), '9007199254740991', Number.MAX_SAFE_INTEGER],
  [inQuery(Position), '281474976710656', 2 ** 48],
  [inQuery(AskedInstant), '1764000000000.25', 1_764_000_000_000.25],
  [inQuery(AskedInstant), '1e12', 1e12],
] as const)('a number in a query is read', (schema, text, value) => expect(schema.parse(text)).toBe(value));

test.each([
  [inQuery(Count), ['', ' 1', '1 ', '+1', '0x10', '1n', '1_0', '1.', '.5', '1.5', '-1', 'NaN', 'Infinity', '٣', '9007199254740992', '1e400', ['1'], 1, null]],
  [inQuery(Position), ['281474976710657', '-0.1']],
  [inQuery(AskedInstant), ['-1', '253402300800000', '1e300', '']],
  [AskedInstant, [Number.NaN, Number.POSITIVE_INFINITY, -1, 8.64e15, '1']],
] as const)('what is no number, or out of range, is none', (schema, values) => expect(values.filter((value) => fits(schema, value))).toEqual([]));
