import type { FlowDetail, GroupPassage, LinkedRecord, ProducerSend, Side } from '@contraflow/contract';
import { flowLabel } from '../../ui/flow/label.js';

/** A flow of the trace as a ladder draws it. */
type TraceFlow = Pick<LinkedRecord, 'summary' | 'send' | 'groups'>;

/** One line of the ladder. Times in milliseconds since the trace's first moment. */
export interface Rung {
  key: string;
  /** Id of the flow that it belongs to. */
  flowId: string;
  label: string;
  side: Side;
  /** 0: a flow itself; 1: what a group did with the record above it. */
  depth: 0 | 1;
  start: number;
  /** Null while it is not done: the line still grows. */
  end: number | null;
  outcome: string;
  tone: 'good' | 'warn' | 'bad';
}

/** Everything of a trace, by time: each flow, and below a record how long each group took to pass it. */
export function ladder(detail: FlowDetail): { rungs: Rung[]; startedAt: number } {
  const self: TraceFlow = { summary: summaryOf(detail), send: detail.send, groups: detail.groups };
  const flows = [self, ...detail.linked].sort((a, b) => beginning(a) - beginning(b));
  const startedAt = Math.min(...flows.map(beginning));
  return { rungs: flows.flatMap((flow) => rungsOf(flow, startedAt)), startedAt };
}

function summaryOf({ flow, recordedAt }: FlowDetail): LinkedRecord['summary'] {
  if (flow.kind === 'http') return { ...flow, recordedAt };
  return { ...flow, keyPreview: null, valuePreview: null, recordedAt };
}

/** A record begins when its producer sent it, where that is known; else at its own time, or where that cannot be, when we had it. */
function beginning({ summary, send }: TraceFlow): number {
  return summary.kind === 'http' ? summary.startedAt : (send?.sentAt ?? summary.timestamp ?? summary.observedAt);
}

function rungsOf(flow: TraceFlow, zero: number): Rung[] {
  const { summary } = flow;
  const base = { key: summary.id, flowId: summary.id, label: flowLabel(summary), side: summary.kind, depth: 0 as const };
  if (summary.kind === 'http') {
    const status = summary.responseStatusCode;
    const tone = status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
    const start = summary.startedAt - zero;
    return [{ ...base, start, end: start + summary.durationNs / 1e6, outcome: status === null ? (summary.errorType ?? 'no answer') : String(status), tone }];
  }
  const created = (summary.timestamp ?? summary.observedAt) - zero;
  return [recordRung(base, flow.send, created, summary.observedAt - zero), ...flow.groups.map((group) => groupRung(group, summary.id, created, zero))];
}

type Base = Pick<Rung, 'key' | 'flowId' | 'label' | 'side' | 'depth'>;

function recordRung(base: Base, send: ProducerSend | null, created: number, readable: number): Rung {
  if (send === null) return { ...base, start: created, end: Math.max(created, readable), outcome: 'readable', tone: 'good' };
  // The producer's clock may run ahead of its own record's create time by what it buffered.
  const start = Math.max(0, created);
  return { ...base, start, end: start + send.durationNs / 1e6, outcome: send.errorType ?? 'accepted', tone: send.errorType === null ? 'good' : 'bad' };
}

function groupRung(group: GroupPassage, flowId: string, created: number, zero: number): Rung {
  const end = group.passed ? (group.passedAt === null ? created : Math.max(created, group.passedAt - zero)) : null;
  return {
    key: `${flowId} ${group.consumerGroup}`,
    flowId,
    label: group.consumerGroup,
    side: 'kafka',
    depth: 1,
    start: created,
    end,
    outcome: group.passed ? 'passed' : group.standing === 'active' ? 'not yet' : group.standing,
    tone: group.passed || group.standing !== 'active' ? 'good' : 'warn',
  };
}

/** Position on the logarithmic clock as a share of its width: 0 at the start, 1 at `longest` ms. */
export function clockShare(ms: number, longest: number): number {
  return Math.min(1, Math.log1p(Math.max(0, ms)) / Math.log1p(Math.max(1, longest)));
}

/** Powers of ten in ms that lie on a clock of that length. */
export function clockTicks(longest: number): number[] {
  const ticks = [0];
  for (let tick = 1; tick <= longest; tick *= 10) ticks.push(tick);
  return ticks;
}
