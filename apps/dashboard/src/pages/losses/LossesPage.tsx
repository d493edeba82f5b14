import type { Losses } from '@contraflow/contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { lossesQuery } from '../../api/losses.js';
import { Page } from '../../app/layout/Page.js';
import type { LossesSearch } from '../../app/losses-search.js';
import { QueryStates } from '../../app/QueryStates.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import classes from './Losses.module.css';
import { LossTable } from './LossTable.js';
import { LossesBar } from './LossesBar.js';

/** What could not become a flow, and what sources lost: nothing goes without a trace. */
export function LossesPage() {
  const { kind, source, before }: LossesSearch = useSearch({ strict: false });
  const filter = { ...(kind && { kind }), ...(source !== undefined && { source }) };
  const losses = useQuery(lossesQuery(filter, before));
  const narrowed = kind !== undefined || source !== undefined || before !== undefined;
  return (
    <Page title="Losses" top={<LossesBar filter={filter} />}>
      <QueryStates
        query={losses}
        loading="Loading what was set aside and lost"
        isEmpty={(answer) => answer.losses.length === 0}
        empty={narrowed ? <NothingHere /> : <NothingLost />}
      >
        {(answer) => (
          <div className={classes.body} data-old={losses.isPlaceholderData || undefined}>
            <LossTable losses={answer.losses} />
            <Pages answer={answer} before={before} />
          </div>
        )}
      </QueryStates>
    </Page>
  );
}

function NothingLost() {
  return (
    <EmptyState title="Nothing was set aside or lost">
      What cannot be stored as a flow appears here with its bytes and the reason, and so does what a source says it could not keep. There is nothing to do.
    </EmptyState>
  );
}

function NothingHere() {
  return (
    <EmptyState
      title="Nothing of this kind here"
      action={
        <Button renderRoot={(props) => <Link to="/losses" search={({ filter, range }) => ({ filter, range })} {...props} />}>
          Show everything
        </Button>
      }
    >
      Another source or kind may have something.
    </EmptyState>
  );
}

function Pages({ answer: { losses, next }, before }: { answer: Losses; before: string | undefined }) {
  return (
    <nav className={classes.pages} aria-label="Pages of the list">
      <span className="muted">{losses.length} lines</span>
      {before !== undefined && (
        <Button size="xs" renderRoot={(props) => <Link to="/losses" search={(search) => ({ ...search, before: undefined })} {...props} />}>
          Newest
        </Button>
      )}
      {next !== null && (
        <Button size="xs" renderRoot={(props) => <Link to="/losses" search={(search) => ({ ...search, before: next })} {...props} />}>
          Older
        </Button>
      )}
    </nav>
  );
}
