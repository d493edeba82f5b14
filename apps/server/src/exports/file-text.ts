import type { ExportJob } from '@contraflow/contract';
import type { RecordedFlow } from '@contraflow/store';
import { cellsOf, type Cells } from './columns.js';
import { csvText } from './csv-text.js';

/** How flows become the text of a file. */
export interface FileFormat {
  contentType: string;
  begin(job: Pick<ExportJob, 'columns' | 'request'>): string;
  rows(flows: RecordedFlow[], columns: readonly string[]): string;
}

/** RFC 4180 with a header line; no cell and no line of one begins a formula. */
const csv: FileFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  begin: ({ columns, request }) => (request.byteOrderMark ? '\ufeff' : '') + csvText([], columns, true),
  rows: (flows, columns) => csvText(flows.map(cellsOf), columns),
};

/** One JSON object a line, with the columns that the flow's side has. */
const ndjson: FileFormat = {
  contentType: 'application/x-ndjson',
  begin: () => '',
  rows: (flows, columns) => flows.map((flow) => `${JSON.stringify(picked(cellsOf(flow), columns))}\n`).join(''),
};

function picked(cells: Cells, columns: readonly string[]): Cells {
  return Object.fromEntries(columns.flatMap((name) => (name in cells ? [[name, cells[name] ?? null]] : [])));
}

export const FORMATS = { csv, ndjson } as const;
