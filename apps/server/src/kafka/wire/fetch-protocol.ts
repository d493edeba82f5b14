import { Writer } from '@platformatic/kafka';
import { ByteReader } from './byte-reader.js';

/** By topic id, so that a topic made again under the same name is never mistaken for its predecessor (Kafka 3.1). */
export const FETCH_BY_ID = 13;
/** By name, for older brokers (Kafka 2.3). */
export const FETCH_BY_NAME = 11;
export type FetchVersion = typeof FETCH_BY_ID | typeof FETCH_BY_NAME;

export interface FetchTopic {
  /** The topic's id with {@link FETCH_BY_ID}, its name with {@link FETCH_BY_NAME}. */
  topic: string;
  partitions: { partition: number; fetchOffset: bigint; maxBytes: number }[];
}

export interface FetchRequest {
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  topics: FetchTopic[];
}

export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: bigint;
}

export interface FetchedPartition {
  topic: string;
  partition: number;
  /** Kafka's error code; 0 is none. */
  errorCode: number;
  highWatermark: bigint;
  logStartOffset: bigint;
  abortedTransactions: AbortedTransaction[];
  /** Record batches as they lie in the log; the last may be cut off. */
  records: Buffer;
}

export interface FetchAnswer {
  throttleMs: number;
  errorCode: number;
  partitions: FetchedPartition[];
}

const READ_COMMITTED = 1;
const NO_RECORDS = Buffer.alloc(0);

/** The body of a fetch request; with {@link FETCH_BY_ID} it begins with the empty tags that end its header. */
export function encodeFetch(version: FetchVersion, request: FetchRequest): Buffer {
  const compact = version === FETCH_BY_ID;
  const writer = Writer.create();
  if (compact) writer.appendTaggedFields();
  writer
    .appendInt32(-1)
    .appendInt32(request.maxWaitMs)
    .appendInt32(request.minBytes)
    .appendInt32(request.maxBytes)
    .appendInt8(READ_COMMITTED)
    .appendInt32(0)
    .appendInt32(-1)
    .appendArray(
      request.topics,
      (w, { topic, partitions }) => {
        if (compact) w.appendUUID(topic);
        else w.appendString(topic, false);
        w.appendArray(
          partitions,
          (p, { partition, fetchOffset, maxBytes }) => {
            p.appendInt32(partition).appendInt32(-1).appendInt64(fetchOffset);
            if (compact) p.appendInt32(-1);
            p.appendInt64(-1n).appendInt32(maxBytes);
          },
          compact,
          compact,
        );
      },
      compact,
      compact,
    )
    .appendArray([], () => undefined, compact, compact)
    .appendString('', compact);
  if (compact) writer.appendTaggedFields();
  return writer.buffer;
}

/** @throws RangeError where the answer is not what it says */
export function decodeFetch(version: FetchVersion, answer: Buffer): FetchAnswer {
  const compact = version === FETCH_BY_ID;
  const reader = new ByteReader(answer);
  const count = () => (compact ? reader.uvarint() - 1 : reader.int32());
  const tags = () => compact && reader.skipTags();
  tags();
  const throttleMs = reader.int32();
  const errorCode = reader.int16();
  reader.skip(4);
  const partitions: FetchedPartition[] = [];
  for (let topics = count(); topics > 0; topics -= 1) {
    const topic = compact ? reader.uuid() : reader.string(reader.int16());
    for (let left = count(); left > 0; left -= 1) {
      partitions.push(readPartition(reader, topic, count));
      tags();
    }
    tags();
  }
  return { throttleMs, errorCode, partitions };

  function readPartition(r: ByteReader, topic: string, length: () => number): FetchedPartition {
    const partition = r.int32();
    const partitionError = r.int16();
    const highWatermark = r.int64();
    r.skip(8);
    const logStartOffset = r.int64();
    const abortedTransactions: AbortedTransaction[] = [];
    for (let left = length(); left > 0; left -= 1) {
      abortedTransactions.push({ producerId: r.int64(), firstOffset: r.int64() });
      tags();
    }
    r.skip(4);
    const records = r.bytes(Math.max(length(), -1)) ?? NO_RECORDS;
    return { topic, partition, errorCode: partitionError, highWatermark, logStartOffset, abortedTransactions, records };
  }
}
