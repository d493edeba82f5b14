import { z } from 'zod';
import { Sides } from './traffic.js';
import { Instant } from '../time.js';

/** `POST /api/exports`: what is filtered, as a file. */
export const ExportRequest = z.object({
  format: z.enum(['csv', 'ndjson']),
  sides: Sides,
  filter: z.string().max(2_000).default(''),
  from: Instant,
  to: Instant,
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/**
 * `GET /api/exports` lists one's own, `GET /api/exports/:id` tells one; the file is at `/api/exports/:id/file`, streamed as it is
 * read, and `DELETE /api/exports/:id` cancels it.
 */
export const ExportJob = z.object({
  id: z.string(),
  request: z.object({ format: z.enum(['csv', 'ndjson']), sides: z.array(z.string()), filter: z.string(), from: Instant, to: Instant }),
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
