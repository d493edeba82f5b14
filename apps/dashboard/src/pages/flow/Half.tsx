import type { Side } from '@contraflow/contract';
import { useQuery } from '@tanstack/react-query';
import { flowQuery } from '../../api/flows.js';
import { QueryStates } from '../../app/QueryStates.js';
import { ExchangeDetail } from '../../ui/flow/ExchangeDetail.js';
import { flowLabel } from '../../ui/flow/label.js';
import { LinkedList } from '../../ui/flow/LinkedList.js';
import { RecordDetail } from '../../ui/flow/RecordDetail.js';
import { SideBadge } from '../../ui/SideBadge.js';
import classes from './Flow.module.css';

const MISSING: Record<Side, string> = {
  http: 'No recorded request belongs to this trace.',
  kafka: 'No recorded record belongs to this trace.',
};

/** Everything recorded of the trace's flow on one side. */
export function Half({ id, side, onOpen }: { id: string | null; side: Side; onOpen: (id: string) => void }) {
  return (
    <section className={classes.half} aria-label={side === 'http' ? 'Request' : 'Record'}>
      {id === null ? (
        <p className="muted">{MISSING[side]}</p>
      ) : (
        <Loaded id={id} onOpen={onOpen} />
      )}
    </section>
  );
}

function Loaded({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const query = useQuery(flowQuery(id));
  return (
    <QueryStates query={query} loading="Loading the flow">
      {(detail) => {
        const more = { label: `Linked ${detail.linked.length}`, content: <LinkedList detail={detail} onOpen={onOpen} /> };
        return (
          <>
            <h3 className={`mono ${classes.choice}`} style={{ margin: 0, fontSize: 13 }}>
              <SideBadge side={detail.flow.kind} short /> {flowLabel(detail.flow)}
            </h3>
            {detail.flow.kind === 'http' ? (
              <ExchangeDetail exchange={detail.flow} recordedAt={detail.recordedAt} more={more} />
            ) : (
              <RecordDetail record={detail.flow} send={detail.send} groups={detail.groups} more={more} />
            )}
          </>
        );
      }}
    </QueryStates>
  );
}
