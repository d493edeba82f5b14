import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { Writer } from '@platformatic/kafka';

export interface TestRecord {
  key?: Buffer | null;
  value?: Buffer | null;
  headers?: [string, Buffer | null][];
  timestampDelta?: number | bigint;
  offsetDelta?: number;
}

export interface TestBatch {
  baseOffset?: bigint;
  records: TestRecord[];
  /** The offset behind the last record, where compaction took records at the end. */
  lastOffsetDelta?: number;
  codec?: number;
  baseTimestamp?: bigint;
  maxTimestamp?: bigint;
  appendTime?: boolean;
  transactional?: boolean;
  control?: boolean;
  producerId?: bigint;
  magic?: number;
  /** What stands in the header, where it is a lie. */
  count?: number;
  /** In place of the records, as they lie there. */
  payload?: Buffer;
}

const XERIAL_HEADER = Buffer.from('82534e41505059000000000100000001', 'hex');

/** Snappy as Java writes it: blocks of 32 KiB in xerial's frame. */
export function xerial(data: Buffer): Buffer {
  const parts: Buffer[] = [XERIAL_HEADER];
  for (let at = 0; at < data.length; at += 32_768) {
    const block = compressSync(data.subarray(at, at + 32_768));
    const size = Buffer.alloc(4);
    size.writeInt32BE(block.length);
    parts.push(size, block);
  }
  return Buffer.concat(parts);
}

const COMPRESS = [
  (data: Buffer) => data,
  (data: Buffer) => gzipSync(data),
  (data: Buffer) => compressSync(data),
  (data: Buffer) => compressFrameSync(data),
  (data: Buffer) => zstdCompressSync(data),
];

/** A record batch of format 2, as brokers keep it. */
export function recordBatch(batch: TestBatch): Buffer {
  const records = batch.payload ?? Buffer.concat(batch.records.map((record, index) => encoded(record, index)));
  const payload = batch.payload ?? (COMPRESS[batch.codec ?? 0] as (data: Buffer) => Buffer)(records);
  const attributes =
    (batch.codec ?? 0) | (batch.appendTime ? 0x08 : 0) | (batch.transactional ? 0x10 : 0) | (batch.control ? 0x20 : 0);
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(batch.baseOffset ?? 0n, 0);
  header.writeInt32BE(49 + payload.length, 8);
  header.writeInt8(batch.magic ?? 2, 16);
  header.writeInt16BE(attributes, 21);
  header.writeInt32BE(batch.lastOffsetDelta ?? Math.max(0, batch.records.length - 1), 23);
  header.writeBigInt64BE(batch.baseTimestamp ?? 1_000n, 27);
  header.writeBigInt64BE(batch.maxTimestamp ?? 2_000n, 35);
  header.writeBigInt64BE(batch.producerId ?? -1n, 43);
  header.writeInt32BE(batch.count ?? batch.records.length, 57);
  return Buffer.concat([header, payload]);
}

/** The marker that ends a transaction. */
export function marker(baseOffset: bigint, producerId: bigint, commit: boolean): Buffer {
  const key = Buffer.from([0, 0, 0, commit ? 1 : 0]);
  return recordBatch({ baseOffset, producerId, control: true, transactional: true, records: [{ key, value: Buffer.alloc(6) }] });
}

/** Zigzag and seven bits a byte, for all 64 bits; the Writer's own loses the upper half. */
function varlong(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(left)]);
}

function encoded(record: TestRecord, index: number): Buffer {
  const body = Writer.create()
    .appendInt8(0)
    .append(varlong(BigInt(record.timestampDelta ?? 0)))
    .appendVarInt(record.offsetDelta ?? index)
    .appendVarIntBytes(record.key)
    .appendVarIntBytes(record.value)
    .appendVarIntArray(record.headers ?? [], (w, [name, value]) => {
      w.appendVarIntBytes(Buffer.from(name)).appendVarIntBytes(value);
    });
  return Buffer.from(body.prependVarIntLength().buffer);
}
