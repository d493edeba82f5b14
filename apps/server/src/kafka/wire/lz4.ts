import { decompressFrame } from 'lz4-napi';

const MAGIC = 0x184d2204;
/** Most bytes of one block, by the three bits of the frame's block descriptor. */
const BLOCK_BYTES: Record<number, number> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 };

/**
 * LZ4 frames, Kafka's format since 0.10.
 * @throws Error where it holds more than `maxBytes`; decompression stays within that and one block
 */
export async function decompressLz4(data: Buffer, maxBytes: number): Promise<Buffer> {
  const least = leastBytes(data);
  if (least > maxBytes) throw new Error(`it holds at least ${least} bytes decompressed, more than the bound of ${maxBytes}`);
  const whole = await decompressFrame(data);
  if (whole.length > maxBytes) throw new Error(`it holds ${whole.length} bytes decompressed, more than the bound of ${maxBytes}`);
  return whole;
}

/**
 * A frame need not say what it holds, and might lie, but writers fill every block but
 * the last, so walking the block sizes tells it to within one block.
 */
function leastBytes(data: Buffer): number {
  if (data.length < 7 || data.readUInt32LE(0) !== MAGIC) throw new Error('it has a broken LZ4 frame');
  const flags = data.readUInt8(4);
  const blockBytes = BLOCK_BYTES[(data.readUInt8(5) >> 4) & 0x07];
  if (!blockBytes) throw new Error('it has a broken LZ4 frame');
  const checksumBytes = (flags & 0x10) !== 0 ? 4 : 0;
  const headerBytes = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  let blocks = 0;
  for (let at = headerBytes; at + 4 <= data.length; ) {
    const size = data.readUInt32LE(at) & 0x7fffffff;
    if (size === 0) break;
    blocks += 1;
    at += 4 + size + checksumBytes;
  }
  return Math.max(0, blocks - 1) * blockBytes;
}
