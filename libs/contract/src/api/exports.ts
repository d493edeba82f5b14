import { z } from 'zod';
import { AskedInstant, FilterText, Line } from '../asked.js';
import { Side } from '../flow.js';
import { Sides } from './traffic.js';
import { Instant } from '../time.js';

export const ExportFormat = z.enum(['csv', 'ndjson']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Which flows: those of a range that match a filter. */
const Selection = { sides: Sides, filter: FilterText.default(''), from: AskedInstant, to: AskedInstant };

/** `POST /api/exports`: what is filtered, as a file. */
export const ExportRequest = z.object({
  format: ExportFormat,
  ...Selection,
  /** Bodies of requests and responses and values of records; without it off for CSV and on for NDJSON. */
  bodies: z.boolean().optional(),
  /** Names as in `GET /api/exports/columns`; all of the chosen sides when not given. */
  columns: z.array(Line(128)).min(1).max(200).optional(),
  /** CSV begins with a byte order mark, by which Excel knows that it is UTF-8. */
  byteOrderMark: z.boolean().default(false),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** `POST /api/exports/count`: how many rows an export would have. */
export const ExportCountRequest = z.object(Selection);
export type ExportCountRequest = z.infer<typeof ExportCountRequest>;
/** Null when counting met its time limit. */
export const ExportCount = z.object({ rows: z.number().int().nullable() });
export type ExportCount = z.infer<typeof ExportCount>;

/** `GET /api/exports/columns`: a column that files may have. */
export const ExportColumn = z.object({
  name: z.string(),
  sides: z.array(Side),
  /** True for bodies and what belongs to them. */
  body: z.boolean(),
});
export type ExportColumn = z.infer<typeof ExportColumn>;

/**
 * `GET /api/exports` lists one's own, `GET /api/exports/:id` tells one; the file is at `/api/exports/:id/file`, streamed as it is
 * read, and `DELETE /api/exports/:id` cancels it.
 */
export const ExportJob = z.object({
  id: z.string(),
  request: z.object({ format: ExportFormat, sides: z.array(z.string()), filter: z.string(), from: Instant, to: Instant, byteOrderMark: z.boolean() }),
  /** What the file has, in order; a line of NDJSON leaves out those of the other side. */
  columns: z.array(z.string()),
  fileName: z.string(),
  state: z.enum(['ready', 'running', 'done', 'failed', 'cancelled']),
  /** Counted when the export was made; null when counting met its time limit. */
  totalRows: z.number().int().nullable(),
  writtenRows: z.number().int(),
  writtenBytes: z.number().int(),
  createdAt: Instant,
  error: z.string().nullable(),
});
export type ExportJob = z.infer<typeof ExportJob>;
