import type { FlowsMessage, HttpSummary, KafkaSummary, LiveTotals, Snapshot } from '@contraflow/contract';

/** An exchange as a row of a list; `n` makes it another one, a millisecond later. */
export function exchange(n: number, more: Partial<HttpSummary> = {}): HttpSummary {
  return {
    kind: 'http', id: `exchange-${n}`, startedAt: n, durationNs: 1e6, exchangeKind: 'response', requestMethod: 'GET', route: '/orders/{id}', urlPath: `/orders/${n}`,
    responseStatusCode: 200, requestBodySize: 0, responseBodySize: 10, errorType: null, traceId: null, service: 'shop',
    clientAddress: '127.0.0.1', userAgent: 'spec', recordedAt: n, ...more,
  };
}

/** A record as a row of a list. */
export function record(n: number, more: Partial<KafkaSummary> = {}): KafkaSummary {
  return {
    kind: 'kafka', id: `c.t.0.${n}`, clusterId: 'c', topicId: 't', topic: 'orders', partition: 0, offset: String(n), timestamp: n, timestampType: 'CreateTime', observedAt: n,
    tombstone: false, traceId: null, keyPreview: null, valuePreview: null, bodySize: 0, recordedAt: n, ...more,
  };
}

const none: LiveTotals = { matched: 0, delivered: 0, leftOut: 0 };

export function flowsMessage(flows: FlowsMessage['flows'], more: Partial<FlowsMessage> = {}): FlowsMessage {
  return {
    cursor: { stream: 's', sequence: 1, recordedAt: 1 }, flows, leftOut: { http: 0, kafka: 0 }, totals: { http: none, kafka: none }, from: 'live', ...more,
  };
}

export function snapshot(flows: Snapshot['flows']): Snapshot {
  return { cursor: { stream: 's', sequence: 0, recordedAt: 0 }, flows, pulses: [], health: { at: 0, items: [] }, progress: [] };
}
