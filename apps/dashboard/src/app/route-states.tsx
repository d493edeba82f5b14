import { Button } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { live } from '../live/live.js';
import { EmptyState } from '../ui/states/EmptyState.js';
import { ErrorState } from '../ui/states/ErrorState.js';
import { LoadingRows } from '../ui/states/LoadingRows.js';
import { useValue } from '../ui/value-store.js';
import { PageLoadError } from './lazy-page.js';
import { Page } from './layout/Page.js';
import { QueryError } from './QueryStates.js';
import { isServed, reloadOnce } from './release.js';

/** An address that no page has. */
export function NotFound() {
  return (
    <Page title="No such page" top={null}>
      <EmptyState title="There is no such page" action={<Button renderRoot={(props) => <Link to="/live" {...props} />}>Go to Live</Button>}>
        The address may be mistyped, or the page has moved.
      </EmptyState>
    </Page>
  );
}

/** A page that could not be shown, within the frame that it would have stood in. */
export function PageError({ error }: ErrorComponentProps) {
  return (
    <Page title="Not shown" top={null}>
      <RouteTrouble error={error} />
    </Page>
  );
}

/** The frame itself could not be shown. */
export function FrameError({ error }: ErrorComponentProps) {
  return (
    <main>
      <h1 className="visually-hidden">Contraflow</h1>
      <RouteTrouble error={error} />
    </main>
  );
}

function RouteTrouble({ error }: { error: unknown }): ReactNode {
  const router = useRouter();
  const [since] = useState(Date.now);
  if (error instanceof PageLoadError) return <CodeMissing since={since} />;
  // Invalidating loads the route anew, guard and all; the boundary lets go of the error with it.
  return <QueryError error={error instanceof Error ? error : new Error(String(error))} since={since} onRetry={() => void router.invalidate()} />;
}

/** The code of a page is not to be had. Where the server answers, the document is loaded anew; else it waits for the server. */
function CodeMissing({ since }: { since: number }) {
  const [trying, setTrying] = useState(false);
  const [served, setServed] = useState(false);
  const { state } = useValue(live.connection);
  useEffect(() => {
    void isServed().then((answers) => {
      setServed(answers);
      if (answers) reloadOnce(Date.now());
    });
  }, [state]);
  const tryAgain = async () => {
    setTrying(true);
    const answers = await isServed();
    setServed(answers);
    setTrying(false);
    if (answers) window.location.reload();
  };
  return (
    <ErrorState
      title="The code of this page could not be loaded"
      detail={
        served
          ? 'The server answers, but not with this page. Loading the dashboard anew usually mends it.'
          : 'The server cannot be reached. Pages that were open before still work; this one comes by itself once the server answers.'
      }
      since={since}
      onRetry={() => void tryAgain()}
      retrying={trying}
    />
  );
}

export function RoutePending() {
  return <LoadingRows label="Loading the page" />;
}
