import type { Flow, FlowSummary } from '@contraflow/contract';
import { exact } from '../format/numbers.js';

/** A flow in one line: `POST /orders`, `orders / 4 @ 41,486`. */
export function flowLabel(flow: Flow | FlowSummary): string {
  return flow.kind === 'http' ? `${flow.requestMethod} ${flow.route}` : `${flow.topic} / ${flow.partition} @ ${exact(flow.offset)}`;
}
