import fc from 'fast-check';
import Papa from 'papaparse';
import { csvText, cellText } from './csv-text.js';

const COLUMNS = ['a', 'b', 'c'];
const parse = (text: string) => {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\r\n' });
  expect(errors).toEqual([]);
  expect(data.pop()).toEqual(['']);
  return data;
};

test.each(['=1+1', '+1+1', '-1+cmd', '@SUM(A1)', '|calc', '%x', '＝1', '\t=1', ' =1', '\u00a0=1', '\ufeff=1', '\u200b-x', '\u0000=1', '\r=1', '\n=1', '\tx', '\rcrkey', '\nx', ' \ufeff \u2003@x'])('%j cannot begin a formula', (cell) => {
  expect(cellText(cell)).toMatch(/^'/);
});

test.each([['a\n=1', "a\n'=1"], ['a\r\n =1', "a\r\n' =1"], ['a\u2028+x', "a\u2028'+x"], ['a\n\n@x', "a\n\n'@x"]])('nor can a line within %j', (cell, expected) => {
  expect(cellText(cell)).toBe(expected);
});

test.each(['-1', '12', '-3.50', '9007199254740993', 'a=b', 'x-y', 'you@example.com', '', ' ', 'é'])('%j stays as it is', (cell) => {
  expect(cellText(cell)).toBe(cell);
});

test.each(['line1\nline2', '\rcrkey', 'a\rb', '"', '""', ',', 'a,b', "'", ' lead', 'trail ', '\u2028', '\u0000', '\ufeffx', ''])('%j is one cell of one row, read by somebody else', (cell) => {
  expect(parse(csvText([{ a: cell, b: 1, c: true }], COLUMNS))).toEqual([[cellText(cell), '1', 'true']]);
});

test('rows in the file are the rows that were written, whatever is in their cells', () => {
  const anything = fc.oneof(
    fc.string({ unit: fc.constantFrom('\r', '\n', ',', '"', "'", '=', '+', '-', '@', ' ', '\t', '\ufeff', '\u0000', '\u2028', 'a', 'é', '你'), maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ a: anything, b: anything, c: anything }), { minLength: 1, maxLength: 20 }), (rows) => {
      const read = parse(csvText(rows, COLUMNS, true));
      expect(read).toEqual([COLUMNS, ...rows.map((row) => COLUMNS.map((name) => cellText(row[name as 'a'])))]);
      // eslint-disable-next-line no-control-regex -- NUL is one of those that are skipped
      for (const row of read) for (const cell of row) for (const line of cell.split(/[\r\n\u2028]/)) expect(line.replace(/^[\s\ufeff\u0000]+/, '')).not.toMatch(/^[=+@]|^-(?!\d+(\.\d+)?$)/);
    }),
    { numRuns: 500 },
  );
});
