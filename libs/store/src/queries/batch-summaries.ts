import { ageableTime, kafkaRecordId, type HttpSummary, type KafkaSummary } from '@contraflow/contract';
import type { HttpRow, KafkaRow } from '../batch.js';
import { previewOf, timestampTypeOf } from './kafka-rows.js';

/** An exchange of a batch as a row of a list, as {@link toHttpSummary} would give it from Postgres. */
export function summaryOfHttpRow({ exchange }: HttpRow, recordedAt: number): HttpSummary {
  return {
    kind: 'http',
    id: exchange.id,
    startedAt: exchange.startedAt,
    recordedAt,
    durationNs: exchange.durationNs,
    exchangeKind: exchange.exchangeKind,
    requestMethod: exchange.requestMethod,
    route: exchange.route,
    urlPath: exchange.urlPath,
    responseStatusCode: exchange.responseStatusCode,
    requestBodySize: exchange.requestBodySize,
    responseBodySize: exchange.responseBodySize,
    errorType: exchange.errorType,
    traceId: exchange.traceId,
    service: exchange.service,
    clientAddress: exchange.clientAddress,
    userAgent: exchange.userAgent,
  };
}

/** A record of a batch as a row of a list, as {@link toKafkaSummary} would give it from Postgres. */
export function summaryOfKafkaRow(row: KafkaRow, recordedAt: number): KafkaSummary {
  const offset = row.offset.toString();
  return {
    kind: 'kafka',
    id: kafkaRecordId({ ...row, offset }),
    clusterId: row.clusterId,
    topicId: row.topicId,
    topic: row.topic,
    partition: row.partition,
    offset,
    timestamp: ageableTime(row.timestamp, row.observedAt),
    timestampType: timestampTypeOf(row.appendTime),
    observedAt: row.observedAt,
    recordedAt,
    keyPreview: previewOf(row.key),
    valuePreview: previewOf(row.value),
    bodySize: row.bodySize,
    tombstone: row.tombstone,
    traceId: row.traceId,
  };
}
