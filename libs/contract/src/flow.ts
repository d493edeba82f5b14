import { z } from 'zod';
import { ByteSize } from './bytes.js';
import { HttpExchange } from './http-exchange.js';
import { Offset } from './ids.js';
import { KafkaRecord } from './kafka-record.js';
import { Instant } from './time.js';

/** What happened, on either side; told apart by `kind`. */
export const Flow = z.discriminatedUnion('kind', [HttpExchange, KafkaRecord]);
export type Flow = z.infer<typeof Flow>;

/** The side of the road a flow is on. */
export const Side = z.enum(['http', 'kafka']);
export type Side = z.infer<typeof Side>;

/** What a row of a list needs of an exchange. */
export const HttpSummary = HttpExchange.pick({
  kind: true,
  id: true,
  startedAt: true,
  durationNs: true,
  exchangeKind: true,
  requestMethod: true,
  route: true,
  urlPath: true,
  responseStatusCode: true,
  requestBodySize: true,
  responseBodySize: true,
  errorType: true,
  traceId: true,
  service: true,
  clientAddress: true,
  userAgent: true,
}).extend({ recordedAt: Instant });
export type HttpSummary = z.infer<typeof HttpSummary>;

/** What a row of a list needs of a record. Previews are UTF-8 with replacement characters, at most 200 characters. */
export const KafkaSummary = KafkaRecord.pick({
  kind: true,
  id: true,
  clusterId: true,
  topicId: true,
  topic: true,
  partition: true,
  timestamp: true,
  timestampType: true,
  observedAt: true,
  tombstone: true,
  traceId: true,
}).extend({
  offset: Offset,
  keyPreview: z.string().nullable(),
  valuePreview: z.string().nullable(),
  bodySize: ByteSize,
  recordedAt: Instant,
});
export type KafkaSummary = z.infer<typeof KafkaSummary>;

export const FlowSummary = z.discriminatedUnion('kind', [HttpSummary, KafkaSummary]);
export type FlowSummary = z.infer<typeof FlowSummary>;

/** The moment a flow stands at on the shared time axis: an exchange's start, a record's arrival at our tail. */
export function flowInstant(flow: Pick<HttpSummary, 'kind' | 'startedAt'> | Pick<KafkaSummary, 'kind' | 'observedAt'>): Instant {
  return flow.kind === 'http' ? flow.startedAt : flow.observedAt;
}
