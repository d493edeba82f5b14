import type { Flow, Relation } from '@contraflow/contract';
import type { TraceFlow } from './read-linked.js';

/**
 * How `other` stands to `flow`. A record carries the span of whoever wrote it (`traceparent`), so a record with the span
 * of a request was written by it.
 */
export function relationOf(flow: Pick<Flow, 'kind' | 'spanId'>, other: TraceFlow): Relation {
  if (flow.spanId === null || flow.spanId !== other.spanId || flow.kind === other.summary.kind) return 'trace';
  return flow.kind === 'http' ? 'child' : 'parent';
}
