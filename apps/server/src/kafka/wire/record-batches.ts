import { exactNumber } from './byte-reader.js';

/** Sizes and places in a record batch of format 2, Kafka's since 0.11. */
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const OVERHEAD_BYTES = 12;
const HEADER_BYTES = 61;

/** The header of one record batch and where its records lie. */
export interface RecordBatchHeader {
  baseOffset: bigint;
  /** Offset of its last record when it was written; compaction may have taken that record away. */
  lastOffset: bigint;
  /** 2, or the magic byte of a message set from before Kafka 0.11, whose records cannot be read. */
  magic: number;
  codec: number;
  /** The broker's time of appending stands for every record's own (topics with LogAppendTime). */
  appendTime: boolean;
  transactional: boolean;
  /** Holds a transaction marker, no records. */
  control: boolean;
  /** As written: meant to be epoch milliseconds, but any 64 bits. A bigint where a double would not hold it exactly. */
  baseTimestamp: number | bigint;
  maxTimestamp: number | bigint;
  producerId: bigint;
  recordCount: number;
  /** The records, compressed when `codec` is not 0. */
  payload: Buffer;
  /** The whole batch as it lies in the log. */
  raw: Buffer;
}

/**
 * The record batches of a fetch answer, in order. The last one may be cut off, as
 * brokers do not look where they cut; it is left out and comes with the next fetch.
 */
export function* recordBatches(records: Buffer): Generator<RecordBatchHeader> {
  for (let at = 0; at + MAGIC_AT < records.length; ) {
    const end = at + OVERHEAD_BYTES + records.readInt32BE(at + LENGTH_AT);
    if (end <= at + MAGIC_AT || end > records.length) return;
    yield header(records.subarray(at, end));
    at = end;
  }
}

function header(raw: Buffer): RecordBatchHeader {
  const baseOffset = raw.readBigInt64BE(0);
  const magic = raw.readInt8(MAGIC_AT);
  if (magic !== 2 || raw.length < HEADER_BYTES) return foreign(raw, baseOffset, magic);
  const attributes = raw.readInt16BE(21);
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(raw.readInt32BE(23)),
    magic,
    codec: attributes & 0x07,
    appendTime: (attributes & 0x08) !== 0,
    transactional: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    baseTimestamp: exactNumber(raw.readBigInt64BE(27)),
    maxTimestamp: exactNumber(raw.readBigInt64BE(35)),
    producerId: raw.readBigInt64BE(43),
    recordCount: raw.readInt32BE(57),
    payload: raw.subarray(HEADER_BYTES),
    raw,
  };
}

/** The offset of an old message set is that of its last message. */
function foreign(raw: Buffer, lastOffset: bigint, magic: number): RecordBatchHeader {
  return {
    baseOffset: lastOffset,
    lastOffset,
    magic,
    codec: 0,
    appendTime: false,
    transactional: false,
    control: false,
    baseTimestamp: 0,
    maxTimestamp: 0,
    producerId: -1n,
    recordCount: 0,
    payload: Buffer.alloc(0),
    raw,
  };
}

/** Offset of the last record that a fetch answer reaches; null when it holds no whole batch. */
export function lastOffsetOf(records: Buffer): bigint | null {
  let last: bigint | null = null;
  for (const batch of recordBatches(records)) last = batch.lastOffset;
  return last;
}
