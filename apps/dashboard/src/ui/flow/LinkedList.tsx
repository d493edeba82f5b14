import { flowInstant, type FlowDetail, type FlowSummary, type LinkedRecord } from '@contraflow/contract';
import { UnstyledButton } from '@mantine/core';
import { asText, duration } from '../format/numbers.js';
import { SideBadge } from '../SideBadge.js';
import { flowLabel } from './label.js';
import classes from './LinkedList.module.css';
import { StatusCode } from './StatusCode.js';

const RELATION = { child: 'caused by it', parent: 'caused it', trace: '' } as const;

/** The other flows of the same trace, by time, each to be opened. */
export function LinkedList({ detail, onOpen }: { detail: FlowDetail; onOpen: (id: string) => void }) {
  const { flow, linked } = detail;
  if (flow.traceId === null)
    return <p className="muted">This flow carries no trace id, so nothing can be linked to it. Send a traceparent header with requests and records to see them together.</p>;
  if (linked.length === 0) return <p className="muted">Nothing else of trace {flow.traceId} is recorded.</p>;
  const start = flowInstant(flow);
  return (
    <ul className={classes.list} aria-label="Linked flows">
      {linked.map((one) => (
        <li key={one.summary.id}>
          <UnstyledButton className={classes.link} onClick={() => onOpen(one.summary.id)}>
            <SideBadge side={one.summary.kind} short />
            <span className={`mono ${classes.label}`}>
              {flowLabel(one.summary)} <span className="muted">{RELATION[one.relation]}</span>
            </span>
            <span className="mono muted">{offsetText(flowInstant(one.summary) - start)}</span>
            <Outcome linked={one} />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function offsetText(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  return `${sign}${asText(duration(Math.abs(ms) * 1e6))}`;
}

function Outcome({ linked: { summary, groups } }: { linked: LinkedRecord & { summary: FlowSummary } }) {
  if (summary.kind === 'http') return <StatusCode exchange={summary} />;
  const active = groups.filter((group) => group.standing === 'active');
  const passed = active.filter((group) => group.passed).length;
  const text = active.length === 0 ? 'no group' : `${passed} of ${active.length} groups`;
  return <span className={passed < active.length ? 'warn' : 'muted'}>{text}</span>;
}
