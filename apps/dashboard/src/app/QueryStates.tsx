import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/request.js';
import { ErrorState } from '../ui/states/ErrorState.js';
import { LoadingRows } from '../ui/states/LoadingRows.js';

interface Props<T> {
  query: UseQueryResult<T>;
  /** What is asked for, for screen readers: `Loading users`. */
  loading: string;
  rows?: number;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}

/** The four states of a list: loading, failed, empty, full. What was read before stays while it is read again. */
export function QueryStates<T>({ query, loading, rows, isEmpty, empty, children }: Props<T>) {
  if (query.data !== undefined) return <>{isEmpty?.(query.data) ? empty : children(query.data)}</>;
  if (query.error) return <QueryError error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} retrying={query.isFetching} />;
  return <LoadingRows label={loading} {...(rows !== undefined && { rows })} />;
}

/** What failed, in the server's words where it has some. */
export function QueryError({ error, since, onRetry, retrying }: { error: Error; since?: number; onRetry?: () => void; retrying?: boolean }) {
  const problem = error instanceof ApiError ? error.problem : null;
  const retry = error instanceof ApiError && error.needsReload ? () => window.location.reload() : onRetry;
  return (
    <ErrorState title={problem?.title ?? 'This could not be shown'} detail={problem ? problem.detail : error.message} since={since} onRetry={retry} retrying={retrying ?? false} />
  );
}
