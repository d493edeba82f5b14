import type { HealthItem, Problem, Side } from '@contraflow/contract';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../live/session.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { ErrorState } from '../../ui/states/ErrorState.js';
import { LoadingRows } from '../../ui/states/LoadingRows.js';
import { SIDES } from '../../ui/side.js';

interface Props {
  side: Side;
  /** The rows belong to the present filter. */
  settled: boolean;
  filter: string;
  connection: Connection;
  /** Why the server does not serve this view. */
  refused: Problem | null;
  /** How Kafka is, for its lane. */
  health: HealthItem | undefined;
  onRetry: () => void;
}

/** What a lane says while it has no rows. */
export function LaneWithoutRows({ side, settled, filter, connection, refused, health, onRetry }: Props) {
  const { word } = SIDES[side];
  if (connection.state === 'lost') return <ErrorState title="No connection to the server" detail={connection.reason ?? undefined} since={connection.since} onRetry={onRetry} />;
  if (refused) return <ErrorState title={refused.title} detail={refused.detail} />;
  if (!settled) return <LoadingRows label={`Loading ${word} flows`} rows={14} />;
  if (health?.state === 'down') return <ErrorState title={`${health.label} is down`} detail={health.detail ?? health.figure} since={health.since} />;
  if (health?.state === 'off') return <EmptyState title={`${health.label} is off`}>{health.detail ?? health.figure}</EmptyState>;
  if (filter !== '')
    return (
      <EmptyState
        title={`No ${word} flow matches the filter`}
        action={<Button renderRoot={(props) => <Link to="/log" search={{ filter }} {...props} />}>Search the log</Button>}
      >
        New ones appear here as they come. The log holds what came before.
      </EmptyState>
    );
  if (side === 'http')
    return (
      <EmptyState title="No requests yet" command="curl -i http://localhost:4401/">
        Send one through the gateway, at the port that GATEWAY_UPSTREAMS names, and it appears here.
      </EmptyState>
    );
  return (
    <EmptyState title="No records yet" command="echo 'hello' | kcat -P -b localhost:9092 -t greetings">
      Send one to a topic that KAFKA_TOPICS allows, with the address of your broker, and it appears here.
    </EmptyState>
  );
}
