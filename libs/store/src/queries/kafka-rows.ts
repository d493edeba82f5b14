import { ageableTime, kafkaRecordId, type KafkaHeaders, type KafkaRecord, type KafkaSummary, type TimestampType } from '@contraflow/contract';
import { prefixOf } from './http-rows.js';
import { spanIdOf, traceIdOf } from './ids.js';
import { instantOf, instantSql } from './instants.js';

/** Characters of a preview, and bytes that are enough for them in UTF-8. */
const PREVIEW_CHARACTERS = 200;
const PREVIEW_BYTES = PREVIEW_CHARACTERS * 4;

const COMMON_COLUMNS = `${instantSql('observed_at')} AS observed_ms, ${instantSql('recorded_at')} AS recorded_ms,
  cluster_id, topic_id, topic, partition, "offset", timestamp_ms, append_time, body_size, tombstone, trace_id`;

/** The columns of a record that a list needs. */
export const KAFKA_SUMMARY_COLUMNS = `${COMMON_COLUMNS}, substring(key FOR ${PREVIEW_BYTES}) AS key, substring(value FOR ${PREVIEW_BYTES}) AS value`;

/** All columns of a record. */
export const KAFKA_COLUMNS = `${COMMON_COLUMNS}, key, value, key_size, key_truncated, value_truncated, headers, schema_id, span_id`;

/** A row of {@link KAFKA_SUMMARY_COLUMNS} as `pg` gives it. */
export interface KafkaSummaryRow {
  observed_ms: number;
  recorded_ms: number;
  cluster_id: string;
  topic_id: string;
  topic: string;
  partition: number;
  offset: string;
  timestamp_ms: string;
  append_time: boolean;
  body_size: number;
  tombstone: boolean;
  trace_id: string | null;
  key: Buffer | null;
  value: Buffer | null;
}

/** A row of {@link KAFKA_COLUMNS} as `pg` gives it. */
export interface KafkaRecordRow extends KafkaSummaryRow {
  key_size: number;
  key_truncated: boolean;
  value_truncated: boolean;
  headers: Buffer;
  schema_id: number | null;
  span_id: Buffer | null;
}

/** A record as a row of a list. */
export function toKafkaSummary(row: KafkaSummaryRow): KafkaSummary {
  return {
    ...addressed(row),
    recordedAt: instantOf(row.recorded_ms),
    keyPreview: previewOf(row.key),
    valuePreview: previewOf(row.value),
  };
}

/** A record with all that is kept of it. */
export function toKafkaRecord(row: KafkaRecordRow): KafkaRecord {
  return {
    ...addressed(row),
    key: prefixOf(row.key, row.key_truncated),
    keySize: row.key_size,
    value: prefixOf(row.value, row.value_truncated),
    headers: JSON.parse(row.headers.toString('utf8')) as KafkaHeaders,
    schemaId: row.schema_id,
    spanId: spanIdOf(row.span_id),
    timestampRaw: row.timestamp_ms,
  };
}

function addressed(row: KafkaSummaryRow) {
  const observedAt = instantOf(row.observed_ms);
  const address = { clusterId: row.cluster_id, topicId: row.topic_id, partition: row.partition, offset: row.offset };
  return {
    kind: 'kafka' as const,
    id: kafkaRecordId(address),
    ...address,
    topic: row.topic,
    timestamp: ageableTime(Number(row.timestamp_ms), observedAt),
    timestampType: timestampTypeOf(row.append_time),
    observedAt,
    bodySize: row.body_size,
    tombstone: row.tombstone,
    traceId: traceIdOf(row.trace_id),
  };
}

export function timestampTypeOf(appendTime: boolean): TimestampType {
  return appendTime ? 'LogAppendTime' : 'CreateTime';
}

/** The first characters of bytes read as UTF-8, replacement characters for what is not; null stays null. */
export function previewOf(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  const text = bytes.subarray(0, PREVIEW_BYTES).toString('utf8').slice(0, PREVIEW_CHARACTERS);
  return text.isWellFormed() ? text : text.toWellFormed();
}
