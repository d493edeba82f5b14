import { newSpanId, newTraceId } from './ids.js';

/** Where a request or a record stands in its trace. */
export interface TraceContext {
  traceId: string;
  spanId: string;
  /** Two hex digits; bit 0 says sampled. */
  flags: string;
}

/** One hop of ours in a trace. */
export interface Span extends TraceContext {
  /** The caller's span; null when the trace begins here. */
  parentSpanId: string | null;
}

const SHAPE = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a W3C `traceparent` (Trace Context level 1, section 3.2); null when it is not a valid one. */
export function parseTraceparent(value: string | undefined): TraceContext | null {
  const match = value === undefined ? null : SHAPE.exec(value);
  if (!match) return null;
  const [, version, traceId, spanId, flags, rest] = match as unknown as [string, string, string, string, string, string?];
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, flags };
}

/** Continues the caller's trace with a span of our own, or begins one, sampled because we record it. */
export function continueTrace(traceparent: string | undefined): Span {
  const parent = parseTraceparent(traceparent);
  if (!parent) return { traceId: newTraceId(), spanId: newSpanId(), flags: '01', parentSpanId: null };
  return { traceId: parent.traceId, spanId: newSpanId(), flags: parent.flags, parentSpanId: parent.spanId };
}

/** The header that hands a span on. */
export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.flags}`;
}
