import type { FieldName, FlowSummary } from '@contraflow/contract';
import type { LiveStream } from './stream.js';

/** Rows looked through for values: enough to have met every usual one. */
const LOOKED_AT = 1_000;

const READ: Partial<Record<FieldName, (flow: FlowSummary) => string | null>> = {
  service: (flow) => (flow.kind === 'http' ? flow.service : null),
  method: (flow) => (flow.kind === 'http' ? flow.requestMethod : null),
  status: (flow) => (flow.kind === 'http' && flow.responseStatusCode !== null ? String(flow.responseStatusCode) : null),
  route: (flow) => (flow.kind === 'http' ? flow.route : null),
  client: (flow) => (flow.kind === 'http' ? flow.clientAddress : null),
  agent: (flow) => (flow.kind === 'http' ? flow.userAgent : null),
  error: (flow) => (flow.kind === 'http' ? flow.errorType : null),
  topic: (flow) => (flow.kind === 'kafka' ? flow.topic : null),
  partition: (flow) => (flow.kind === 'kafka' ? String(flow.partition) : null),
};

/** Values of a field among the newest rows, the most frequent first. */
export function knownValues(stream: LiveStream, field: FieldName): string[] {
  const read = READ[field];
  if (!read) return [];
  const counts = new Map<string, number>();
  for (const side of ['http', 'kafka'] as const) {
    for (const row of stream.lane(side).get().rows.slice(-LOOKED_AT)) {
      const value = row.type === 'flow' ? read(row.flow) : null;
      if (value !== null && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}
