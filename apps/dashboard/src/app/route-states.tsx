import { Button } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState } from '../ui/states/EmptyState.js';
import { LoadingRows } from '../ui/states/LoadingRows.js';
import { QueryError } from './QueryStates.js';

/** An address that no page has. */
export function NotFound() {
  return (
    <EmptyState title="There is no such page" action={<Button component={Link} to="/live">Go to Live</Button>}>
      The address may be mistyped, or the page has moved.
    </EmptyState>
  );
}

/** A page that could not be shown. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  return <QueryError error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />;
}

export function RoutePending() {
  return <LoadingRows label="Loading the page" />;
}
