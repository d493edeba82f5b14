import type { FlowDetail } from '@contraflow/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { flowQuery } from '../../api/flows.js';
import { QueryStates } from '../../app/QueryStates.js';
import { Page } from '../../app/layout/Page.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { toCurl } from '../../ui/flow/curl/curl.js';
import { flowLabel } from '../../ui/flow/label.js';
import { sideClass } from '../../ui/side.js';
import { Figures } from './Figures.js';
import { Half } from './Half.js';
import { headline } from './headline.js';
import { Ladder } from './Ladder.js';
import classes from './Flow.module.css';

/** One trace: its ladder over a logarithmic clock, and the request and the record side by side. */
export function FlowPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery(flowQuery(id));
  return (
    <Page title="Flow" subject={query.data && flowLabel(query.data.flow)} top={<Top query={query} />}>
      <QueryStates query={query} loading="Loading the flow">
        {(detail) => <Flow detail={detail} />}
      </QueryStates>
    </Page>
  );
}

function Top({ query }: { query: UseQueryResult<FlowDetail> }) {
  const flow = query.data?.flow;
  return (
    <div className={classes.tools}>
      <span className={`mono muted ${classes.trace}`}>{flow === undefined ? 'flow' : flow.traceId === null ? `flow ${flow.id}` : `trace ${flow.traceId}`}</span>
      {flow?.kind === 'http' && <CopyButton value={() => toCurl(flow)} label="Copy as curl" />}
      <CopyButton value={() => window.location.href} label="Copy link" />
    </div>
  );
}

function Flow({ detail }: { detail: FlowDetail }) {
  const navigate = useNavigate();
  const { flow } = detail;
  const open = (id: string) => void navigate({ to: '/flows/$id', params: { id }, search: (before) => before });
  const { subject, side, rest, tone } = headline(detail);
  const partner = detail.linked.find((linked) => linked.summary.kind !== flow.kind)?.summary.id ?? null;
  return (
    <>
      <header className={classes.top}>
        <h2 className={classes.title}>
          <span className={sideClass(side)}>{subject}</span>
          <span className={tone === 'good' ? undefined : tone}>{rest}</span>
        </h2>
        <Figures detail={detail} onOpen={open} />
      </header>
      <Ladder detail={detail} chosen={flow.id} onChoose={open} />
      <div className={classes.halves}>
        <Half id={flow.kind === 'http' ? flow.id : partner} side="http" onOpen={open} />
        <Half id={flow.kind === 'kafka' ? flow.id : partner} side="kafka" onOpen={open} />
      </div>
    </>
  );
}
