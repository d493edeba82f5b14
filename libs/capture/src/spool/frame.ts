import { crc32 } from 'node:zlib';

/**
 * A frame in a segment, with the lines that were written together: length of the payload, CRC-32 of the payload, number
 * of lines (each uint32, little endian), payload (lines of JSON in UTF-8, each with its line feed).
 */
export const FRAME_HEADER_BYTES = 12;

/** Lines and bytes of a frame; a single line may have more bytes. */
const FRAME_LINES = 256;
const FRAME_BYTES = 512 * 1024;
const KEPT_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** Makes frames in a buffer that it uses again: a new one for each write would keep the garbage collector busy. */
export class FrameEncoder {
  private buffer: Buffer = Buffer.allocUnsafeSlow(KEPT_BYTES);

  /** Lines as frames, one after another; the bytes are good until the next call. */
  encode(lines: readonly string[]): Buffer {
    const sizes = lines.map((line) => Buffer.byteLength(line));
    const size = sizes.reduce((sum, bytes) => sum + bytes + 1 + FRAME_HEADER_BYTES, 0);
    const buffer = size <= KEPT_BYTES ? this.buffer : Buffer.allocUnsafe(size);
    let end = 0;
    for (let from = 0; from < lines.length; ) {
      const to = frameEnd(sizes, from);
      end = writeFrame(buffer, end, lines, sizes, from, to);
      from = to;
    }
    return buffer.subarray(0, end);
  }
}

/** How many of the lines go into one frame. */
function frameEnd(sizes: readonly number[], from: number): number {
  let to = from + 1;
  let bytes = (sizes[from] as number) + 1;
  while (to < sizes.length && to - from < FRAME_LINES && bytes + (sizes[to] as number) < FRAME_BYTES) {
    bytes += (sizes[to] as number) + 1;
    to += 1;
  }
  return to;
}

/** @returns where the frame ends */
function writeFrame(buffer: Buffer, begin: number, lines: readonly string[], sizes: readonly number[], from: number, to: number): number {
  const payload = begin + FRAME_HEADER_BYTES;
  let at = payload;
  for (let i = from; i < to; i += 1) {
    const line = lines[i] as string;
    const bytes = sizes[i] as number;
    buffer.write(line, at, bytes, bytes === line.length ? 'latin1' : 'utf8');
    at += bytes;
    buffer[at] = LINE_FEED;
    at += 1;
  }
  buffer.writeUInt32LE(at - payload, begin);
  buffer.writeUInt32LE(crc32(buffer.subarray(payload, at)), begin + 4);
  buffer.writeUInt32LE(to - from, begin + 8);
  return at;
}

export interface Frame {
  payload: Buffer;
  lines: number;
}

/** The frame at `at`; `short` when the buffer ends before it does, `broken` when it is none of ours. */
export function frameAt(buffer: Buffer, at: number, maxPayload: number): Frame | 'short' | 'broken' {
  if (at + FRAME_HEADER_BYTES > buffer.length) return 'short';
  const size = buffer.readUInt32LE(at);
  const lines = buffer.readUInt32LE(at + 8);
  if (size === 0 || size > maxPayload || lines === 0 || lines > FRAME_LINES) return 'broken';
  const from = at + FRAME_HEADER_BYTES;
  if (from + size > buffer.length) return 'short';
  const payload = buffer.subarray(from, from + size);
  return crc32(payload) === buffer.readUInt32LE(at + 4) ? { payload, lines } : 'broken';
}

/** Longest payload of lines of up to `lineBytes`. */
export const longestPayload = (lineBytes: number): number => Math.max(lineBytes + 1, FRAME_BYTES);

/** Where the line behind `count` more lines begins. */
export function skipLines(payload: Buffer, from: number, count: number): number {
  let at = from;
  for (let i = 0; i < count; i += 1) at = payload.indexOf(LINE_FEED, at) + 1;
  return at;
}
