import { z } from 'zod';
import { Base64, BodyPrefix, ByteSize } from './bytes.js';
import { Offset, SpanId, TraceId } from './ids.js';
import { Instant } from './time.js';

/** A record's headers, duplicates kept; a value may be null, and is bytes. */
export const KafkaHeaders = z.array(z.tuple([z.string(), Base64.nullable()]));
export type KafkaHeaders = z.infer<typeof KafkaHeaders>;

/** Kafka's `message.timestamp.type`. */
export const TimestampType = z.enum(['CreateTime', 'LogAppendTime']);
export type TimestampType = z.infer<typeof TimestampType>;

/** One record in a topic, byte-exact up to the bound. */
export const KafkaRecord = z.object({
  kind: z.literal('kafka'),
  /** `cluster.topicId.partition.offset`, see kafkaRecordId. */
  id: z.string(),
  clusterId: z.string(),
  topicId: z.string(),
  topic: z.string(),
  partition: z.number().int().min(0),
  offset: Offset,
  /** The record's own time where ages can be counted from it, see `ageableTime`; null where it says none, or one that cannot be. */
  timestamp: Instant.nullable(),
  /** The record's own time as it lies in the log: any number of 64 bits; `recordTime` reads it. */
  timestampRaw: z.string().regex(/^-?\d{1,19}$/),
  /** Whose clock that is: the producer's (CreateTime), or the broker's when it appended the record (LogAppendTime). */
  timestampType: TimestampType,
  /** When our tail had it. */
  observedAt: Instant,
  key: BodyPrefix.nullable(),
  /** True size of the key in bytes. */
  keySize: ByteSize,
  value: BodyPrefix.nullable(),
  headers: KafkaHeaders,
  /** True size of the value in bytes. */
  bodySize: ByteSize,
  tombstone: z.boolean(),
  /** The id of its schema, where the value carries one in Confluent's framing. */
  schemaId: z.number().int().nullable(),
  traceId: TraceId.nullable(),
  spanId: SpanId.nullable(),
});
export type KafkaRecord = z.infer<typeof KafkaRecord>;
