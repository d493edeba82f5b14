import type { FlowSummary } from '@contraflow/contract';
import type { KnownValues } from '../../ui/filter/suggest.js';

const MOST = 40;

/** Values that the flows on screen have, to offer while a filter is typed. */
export function knownValues(flows: readonly FlowSummary[]): KnownValues {
  const found = { service: new Set<string>(), method: new Set<string>(), route: new Set<string>(), status: new Set<string>(), topic: new Set<string>() };
  const add = (set: Set<string>, value: string) => set.size < MOST && set.add(value);
  for (const flow of flows.slice(0, 2_000)) {
    if (flow.kind === 'kafka') add(found.topic, flow.topic);
    else {
      add(found.service, flow.service);
      add(found.method, flow.requestMethod);
      add(found.route, flow.route);
      if (flow.responseStatusCode !== null) add(found.status, String(flow.responseStatusCode));
    }
  }
  return (field) => (field in found ? [...found[field as keyof typeof found]].sort() : []);
}
