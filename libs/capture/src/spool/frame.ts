import { crc32 } from 'node:zlib';

/**
 * A frame in a segment: length of the payload (uint32, little endian), CRC-32 of the payload (uint32, little endian),
 * payload (one line of JSON in UTF-8 with its line feed).
 */
export const FRAME_HEADER_BYTES = 8;

/** Lines as frames, one after another. */
export function encodeFrames(lines: readonly string[]): Buffer {
  const sizes = lines.map((line) => Buffer.byteLength(line) + 1);
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size + FRAME_HEADER_BYTES, 0));
  let at = 0;
  lines.forEach((line, index) => {
    const size = sizes[index] as number;
    const from = at + FRAME_HEADER_BYTES;
    buffer.write(line, from, size - 1);
    buffer[from + size - 1] = 0x0a;
    buffer.writeUInt32LE(size, at);
    buffer.writeUInt32LE(crc32(buffer.subarray(from, from + size)), at + 4);
    at = from + size;
  });
  return buffer;
}

/** The bytes of the payload of the frame at `at`; `short` when the buffer ends first, `broken` when it is no frame of ours. */
export function frameAt(buffer: Buffer, at: number, maxPayload: number): number | 'short' | 'broken' {
  if (at + FRAME_HEADER_BYTES > buffer.length) return 'short';
  const size = buffer.readUInt32LE(at);
  if (size === 0 || size > maxPayload) return 'broken';
  const from = at + FRAME_HEADER_BYTES;
  if (from + size > buffer.length) return 'short';
  return crc32(buffer.subarray(from, from + size)) === buffer.readUInt32LE(at + 4) ? size : 'broken';
}
