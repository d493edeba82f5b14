import { ORDINARY_EXCHANGE, type FlowDetail, type GroupPassage, type HttpExchange, type LinkedRecord } from '@contraflow/contract';

export const T0 = 1_700_000_000_000;

/** An exchange that took 47 ms, for specs of the flow page. */
export const exchange = (given: Partial<HttpExchange> = {}): HttpExchange => ({
  ...ORDINARY_EXCHANGE, kind: 'http', id: 'e', startedAt: T0, durationNs: 47e6, timeToFirstByteNs: null, requestMethod: 'POST', route: '/orders', urlScheme: 'http', urlPath: '/orders', urlQuery: '',
  serverAddress: 's', serverPort: 1, clientAddress: 'c', userAgent: 'u', responseStatusCode: 201, requestBodySize: 0, responseBodySize: 0, requestHeaders: [], responseHeaders: [],
  requestBody: null, responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop', ...given,
});

export const group = (consumerGroup: string, passedAt: number | null): GroupPassage => ({ consumerGroup, standing: 'active', passed: passedAt !== null, passedAt, recordsBefore: 3, source: 'commits' });

/** A record of 20 ms later, accepted after 3 ms. */
export const record = (groups: GroupPassage[], relation: LinkedRecord['relation'] = 'child', offset = '41486'): LinkedRecord => ({
  summary: { kind: 'kafka', id: `r${offset}`, clusterId: 'c', topicId: 't', topic: 'orders', partition: 4, offset, timestamp: T0 + 20, timestampType: 'CreateTime', observedAt: T0 + 30, tombstone: false, traceId: null, keyPreview: null, valuePreview: null, bodySize: 1, recordedAt: T0 },
  relation,
  send: { topic: 'orders', partition: 4, offset, sentAt: T0 + 20, durationNs: 3e6, errorType: null, traceId: null, spanId: null, service: 'shop' },
  groups,
});

export const detailOf = (linked: LinkedRecord[], given: Partial<HttpExchange> = {}): FlowDetail => ({ flow: exchange(given), recordedAt: T0, send: null, groups: [], linked });
