import { uncompress } from 'snappy';

/** Java's snappy streams begin with this, a version and a compatible version, then blocks with their sizes. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/**
 * Snappy as producers write it: one raw block (librdkafka, Go), or xerial's framing around several (Java).
 * @throws Error where the blocks say that they hold more than `maxBytes`, before anything is decompressed
 */
export async function decompressSnappy(data: Buffer, maxBytes: number): Promise<Buffer> {
  const blocks = data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC) ? xerialBlocks(data) : [data];
  const total = blocks.reduce((sum, block) => sum + announcedBytes(block), 0);
  if (total > maxBytes) throw new Error(`it holds ${total} bytes decompressed, more than the bound of ${maxBytes}`);
  const parts = await Promise.all(blocks.map((block) => uncompress(block, { asBuffer: true }) as Promise<Buffer>));
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

function xerialBlocks(data: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < data.length; ) {
    const size = data.readInt32BE(at);
    const end = at + 4 + size;
    if (size <= 0 || end > data.length) throw new Error('it has a broken snappy frame');
    blocks.push(data.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

/** A raw block begins with its decompressed size as an unsigned variable-length integer. */
function announcedBytes(block: Buffer): number {
  let size = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = block[index];
    if (byte === undefined) break;
    size += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return size;
  }
  throw new Error('it has a broken snappy block');
}
