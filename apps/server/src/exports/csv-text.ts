import { stringify } from 'csv-stringify/sync';
import { withoutFormulas } from '../ports/formula-guard.js';
import type { Cell } from './columns.js';

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A cell of text that runs nothing; numbers stay numbers. */
export const cellText = (text: string): string => (NUMBER.test(text) ? text : withoutFormulas(text));

/** Records of RFC 4180, ended by CRLF; whatever has a comma, a quote, a line end or a blank at its edge is quoted. */
export function csvText(rows: Record<string, Cell>[], columns: readonly string[], header = false): string {
  return stringify(rows, {
    columns: [...columns],
    header,
    record_delimiter: 'windows',
    quoted_match: /\s/,
    cast: { boolean: String, string: cellText },
  });
}
