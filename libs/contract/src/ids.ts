import { z } from 'zod';

/** W3C trace id: 16 bytes as 32 lower-case hex digits, not all zero. */
export const TraceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/, 'not a W3C trace id');
/** W3C parent (span) id: 8 bytes as 16 lower-case hex digits, not all zero. */
export const SpanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/, 'not a W3C span id');
/** A Kafka offset or another 64-bit count: a decimal string, because a double cannot hold it. */
export const Offset = z.string().regex(/^-?\d{1,19}$/, 'not a 64-bit number').refine((text) => !(text.length > 18 && /^-?\d{1,19}$/.test(text)) || BigInt.asIntN(64, BigInt(text)) === BigInt(text), 'not a 64-bit number');
/** A UUID of version 7 (RFC 9562): its first 48 bits are the millisecond it names. */
export const UuidV7 = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'not a UUIDv7');

/** The millisecond that a UUIDv7 carries. */
export function instantOfUuidV7(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Where a Kafka record lies. `topicId` is the id the broker gave the topic, so a topic made again is another one. */
export interface RecordAddress {
  clusterId: string;
  topicId: string;
  partition: number;
  offset: string;
}

/** The id of a Kafka record in links and on the wire: `cluster.topicId.partition.offset`. */
export function kafkaRecordId(address: RecordAddress): string {
  return `${address.clusterId}.${address.topicId}.${address.partition}.${address.offset}`;
}

/** The reverse of {@link kafkaRecordId}; null when `id` is not one. */
export function parseKafkaRecordId(id: string): RecordAddress | null {
  const match = /^([\w-]{1,64})\.([\w-]{1,64})\.(\d{1,9})\.(\d{1,19})$/.exec(id);
  if (!match) return null;
  const [, clusterId, topicId, partition, offset] = match as unknown as [string, string, string, string, string];
  return { clusterId, topicId, partition: Number(partition), offset };
}
