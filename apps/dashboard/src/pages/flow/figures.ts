import type { Flow, FlowDetail, FlowSummary, GroupPassage, LinkedRecord, ProducerSend } from '@contraflow/contract';
import { flowLabel } from '../../ui/flow/label.js';

/** A figure of the trace, with the flow that it is of. */
export interface TraceFigure {
  /** Null where nobody reported it. */
  durationNs: number | null;
  /** Says what it is of which flow. */
  caption: string;
  flowId: string;
  open: boolean;
}

type OfRecord = { flow: Extract<Flow | FlowSummary, { kind: 'kafka' }>; send: ProducerSend | null; groups: readonly GroupPassage[] };

/**
 * The trace in up to three figures: how long the caller waited, the broker took, and the last group took or still takes.
 * Of a flow with what it caused or what caused it; where nothing names it, of what else is in its trace.
 * @param now epoch milliseconds, for what is still open
 */
export function traceFigures(detail: FlowDetail, now: number): TraceFigure[] {
  const exchange = detail.flow.kind === 'http' ? detail.flow : nearest(detail, 'http')[0]?.summary;
  const records = recordsOf(detail);
  return [
    ...(exchange?.kind === 'http' ? [{ durationNs: exchange.durationNs, caption: `caller of ${flowLabel(exchange)} blocked`, flowId: exchange.id, open: false }] : []),
    ...accepted(records),
    ...completed(records, now),
  ];
}

/** The flows of one side that name this one as their parent or that it names; else all of its trace. */
function nearest({ linked }: FlowDetail, kind: Flow['kind']): LinkedRecord[] {
  const side = linked.filter(({ summary }) => summary.kind === kind);
  const kin = side.filter(({ relation }) => relation !== 'trace');
  return kin.length > 0 ? kin : side;
}

function recordsOf(detail: FlowDetail): OfRecord[] {
  const { flow, send, groups } = detail;
  if (flow.kind === 'kafka') return [{ flow, send, groups }];
  return nearest(detail, 'kafka').flatMap((one) => (one.summary.kind === 'kafka' ? [{ flow: one.summary, send: one.send, groups: one.groups }] : []));
}

function accepted(records: readonly OfRecord[]): TraceFigure[] {
  const [first] = records;
  if (!first) return [];
  const slowest = records.reduce((most, record) => ((record.send?.durationNs ?? -1) > (most.send?.durationNs ?? -1) ? record : most), first);
  return [{ durationNs: slowest.send?.durationNs ?? null, caption: `${flowLabel(slowest.flow)} accepted by Kafka${ofMany(records)}`, flowId: slowest.flow.id, open: false }];
}

function completed(records: readonly OfRecord[], now: number): TraceFigure[] {
  const waits = records.flatMap(({ flow, groups }) =>
    groups.filter(({ standing }) => standing === 'active').flatMap((group) => {
      const from = flow.timestamp ?? (group.passed ? null : flow.observedAt);
      const to = group.passed ? group.passedAt : now;
      if (from === null || to === null) return [];
      const verb = group.passed ? 'passed' : 'has not yet passed';
      return [{ durationNs: Math.max(0, to - from) * 1e6, caption: `${group.consumerGroup} ${verb} ${flowLabel(flow)}`, flowId: flow.id, open: !group.passed }];
    }),
  );
  return waits.sort((a, b) => b.durationNs - a.durationNs).slice(0, 1);
}

const ofMany = (records: readonly OfRecord[]) => (records.length > 1 ? `, the slowest of ${records.length} records` : '');
