import { crc32 } from 'node:zlib';
import { LENGTH_BYTES } from '../entry/entry-sequence.js';

/**
 * A frame in a segment, with the entries that were written together: length of the payload, CRC-32 of the payload, number
 * of entries (each uint32, little endian), payload (entries one after another, as the contract's `exchange-bytes.ts` says).
 */
export const FRAME_HEADER_BYTES = 12;

/** Entries and bytes of a frame's payload; a single entry may have more bytes. */
const FRAME_ENTRIES = 4_096;
export const FRAME_BYTES = 256 * 1024;

/** A frame being filled, in a buffer that can be used again. */
export class OpenFrame {
  count = 0;
  private end = FRAME_HEADER_BYTES;
  private readonly buffer: Buffer;

  /** @param entryBytes length of an entry that has to fit */
  constructor(entryBytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + Math.max(FRAME_BYTES, LENGTH_BYTES + entryBytes));
  }

  /** Whether it is of the size that most have. */
  get isOrdinary(): boolean {
    return this.buffer.length === FRAME_HEADER_BYTES + FRAME_BYTES;
  }

  /** Of its entries, without their lengths. */
  get bytes(): number {
    return this.end - FRAME_HEADER_BYTES - this.count * LENGTH_BYTES;
  }

  /** The whole frame, as {@link close} gives it. */
  get size(): number {
    return this.end;
  }

  fits(entryBytes: number): boolean {
    return this.count < FRAME_ENTRIES && this.end + LENGTH_BYTES + entryBytes <= this.buffer.length;
  }

  add(entry: Uint8Array): void {
    this.end = this.buffer.writeUInt32LE(entry.length, this.end);
    this.buffer.set(entry, this.end);
    this.end += entry.length;
    this.count += 1;
  }

  /** The whole frame; the bytes are good until it is cleared. */
  close(): Buffer {
    const payload = this.buffer.subarray(FRAME_HEADER_BYTES, this.end);
    this.buffer.writeUInt32LE(payload.length, 0);
    this.buffer.writeUInt32LE(crc32(payload), 4);
    this.buffer.writeUInt32LE(this.count, 8);
    return this.buffer.subarray(0, this.end);
  }

  clear(): void {
    this.count = 0;
    this.end = FRAME_HEADER_BYTES;
  }
}

export interface Frame {
  payload: Buffer;
  entries: number;
}

/** The frame at `at`; `short` when the buffer ends before it does, `broken` when it is none of ours. */
export function frameAt(buffer: Buffer, at: number, maxPayload: number): Frame | 'short' | 'broken' {
  if (at + FRAME_HEADER_BYTES > buffer.length) return 'short';
  const size = buffer.readUInt32LE(at);
  const entries = buffer.readUInt32LE(at + 8);
  if (size === 0 || size > maxPayload || entries === 0 || entries > FRAME_ENTRIES) return 'broken';
  const from = at + FRAME_HEADER_BYTES;
  if (from + size > buffer.length) return 'short';
  const payload = buffer.subarray(from, from + size);
  return crc32(payload) === buffer.readUInt32LE(at + 4) ? { payload, entries } : 'broken';
}

/** Longest payload of entries of up to `entryBytes`. */
export const longestPayload = (entryBytes: number): number => Math.max(LENGTH_BYTES + entryBytes, FRAME_BYTES);
