import { ExportColumn, ExportCount, ExportJob, type ExportCountRequest, type ExportRequest } from '@contraflow/contract';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from './request.js';

/** What may be asked for; `sides` is a comma list on the wire. */
export type NewExport = Omit<ExportRequest, 'sides'> & { sides: string };

export const createExport = (body: NewExport) => request(ExportJob, '/api/exports', { method: 'POST', body });
export const cancelExport = (id: string) => request(z.unknown(), `/api/exports/${id}`, { method: 'DELETE' });
export const exportFile = (id: string) => `/api/exports/${id}/file`;

/** The columns that files may have: those of this release. */
export const exportColumnsQuery = queryOptions({
  queryKey: ['export-columns'],
  queryFn: ({ signal }) => request(z.array(ExportColumn), '/api/exports/columns', { signal }),
  staleTime: Infinity,
});

/** How many rows an export of this would have. */
export const exportCountQuery = (body: Omit<ExportCountRequest, 'sides'> & { sides: string }) =>
  queryOptions({
    queryKey: ['export-count', body],
    queryFn: ({ signal }) => request(ExportCount, '/api/exports/count', { method: 'POST', body, signal }),
    staleTime: 10_000,
  });

/** One's exports that are still known, the latest first. */
export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: ({ signal }) => request(z.array(ExportJob), '/api/exports', { signal }),
  refetchInterval: (query) => (query.state.data?.every(hasEnded) ? 5_000 : 1_000),
});

/** How far an export is; asked twice a second until it has ended. */
export const exportQuery = (id: string) =>
  queryOptions({
    queryKey: ['export', id],
    queryFn: ({ signal }) => request(ExportJob, `/api/exports/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data && hasEnded(query.state.data) ? false : 500),
  });

export const hasEnded = (job: ExportJob): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
