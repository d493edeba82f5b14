import { ByteReader, exactNumber } from './byte-reader.js';
import type { RecordBatchHeader } from './record-batches.js';

/** One record as it lies in the log: the buffers are views on the fetch answer. */
export interface WireRecord {
  offset: bigint;
  /** Its own time as written: meant to be epoch milliseconds, but any 64 bits. A bigint where a double would not hold it exactly. */
  timestamp: number | bigint;
  /** True when the broker set it, at the moment of appending (LogAppendTime). */
  appendTime: boolean;
  key: Buffer | null;
  value: Buffer | null;
  /** In the order in which the producer wrote them, duplicates kept. */
  headers: [string, Buffer | null][];
}

const NO_HEADERS: [string, Buffer | null][] = [];

/**
 * The records of one batch.
 * @param records its records, decompressed
 * @throws RangeError where the bytes are not what they say
 */
export function* recordsOf(batch: RecordBatchHeader, records: Buffer): Generator<WireRecord> {
  const reader = new ByteReader(records);
  for (let left = batch.recordCount; left > 0; left -= 1) {
    const length = reader.varint();
    const end = reader.position + length;
    if (length < 0 || end > records.length) throw new RangeError(`A record of ${length} bytes reaches beyond its batch.`);
    reader.skip(1);
    const timestampDelta = reader.varlong();
    const offsetDelta = reader.varint();
    const key = reader.bytes(reader.varint());
    const value = reader.bytes(reader.varint());
    yield {
      offset: batch.baseOffset + BigInt(offsetDelta),
      timestamp: batch.appendTime ? batch.maxTimestamp : sumOf(batch.baseTimestamp, timestampDelta),
      appendTime: batch.appendTime,
      key,
      value,
      headers: headersOf(reader),
    };
    reader.position = end;
  }
}

/** In 64 bits, as Kafka adds them. */
function sumOf(base: number | bigint, delta: number | bigint): number | bigint {
  if (typeof base === 'number' && typeof delta === 'number') {
    const sum = base + delta;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return exactNumber(BigInt.asIntN(64, BigInt(base) + BigInt(delta)));
}

function headersOf(reader: ByteReader): [string, Buffer | null][] {
  const count = reader.varint();
  if (count === 0) return NO_HEADERS;
  // Each takes two bytes at least, so a count that the record cannot hold is refused before anything is allocated.
  if (count < 0 || count > reader.remaining / 2) throw new RangeError(`A record announces ${count} headers.`);
  const headers: [string, Buffer | null][] = [];
  for (let left = count; left > 0; left -= 1) {
    const name = reader.string(reader.varint());
    headers.push([name, reader.bytes(reader.varint())]);
  }
  return headers;
}
