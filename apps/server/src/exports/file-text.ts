import { stringify } from 'csv-stringify/sync';
import type { RecordedFlow } from '@contraflow/store';
import { cellsOf, COLUMNS } from './columns.js';

/** How flows become the text of a file. */
export interface FileFormat {
  contentType: string;
  begin: string;
  rows(flows: RecordedFlow[]): string;
}

/**
 * RFC 4180 with a header line. A text cell that a spreadsheet would run as a formula
 * (it begins with = + - @ tab or CR) gets an apostrophe in front.
 */
const csv: FileFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  begin: stringify([], { columns: COLUMNS, header: true, record_delimiter: 'windows' }),
  rows: (flows) =>
    stringify(flows.map(cellsOf), { columns: COLUMNS, record_delimiter: 'windows', escape_formulas: true, cast: { boolean: String } }),
};

/** One JSON object a line, with the columns that the flow's side has. */
const ndjson: FileFormat = {
  contentType: 'application/x-ndjson',
  begin: '',
  rows: (flows) => flows.map((flow) => `${JSON.stringify(cellsOf(flow))}\n`).join(''),
};

export const FORMATS = { csv, ndjson } as const;
