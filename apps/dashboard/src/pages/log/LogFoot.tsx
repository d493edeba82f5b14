import type { SearchAnswer } from '@contraflow/contract';
import { Button } from '@mantine/core';
import { exact } from '../../ui/format/numbers.js';
import { AbsoluteTime } from '../../ui/TimeText.js';
import { QueryError } from '../../app/QueryStates.js';

interface Props {
  shown: number;
  last: SearchAnswer | undefined;
  loading: boolean;
  error: Error | null;
  onMore: () => void;
}

/** What stands below the last row: whether that is all, or how far the search came. */
export function LogFoot({ shown, last, loading, error, onMore }: Props) {
  if (error) return <QueryError error={error} onRetry={onMore} retrying={loading} />;
  if (loading) return <span role="status">Reading on…</span>;
  if (last && !last.complete) {
    return (
      <span role="status">
        The time limit ended this search: what lies before <AbsoluteTime instant={last.searchedFrom} /> has not been looked at.{' '}
        {last.next !== null && (
          <Button size="compact-sm" onClick={onMore}>
            Search on
          </Button>
        )}
      </span>
    );
  }
  if (last?.next) return <Button onClick={onMore}>Older flows</Button>;
  return <span>{exact(shown)} flows: all that match in this range</span>;
}
