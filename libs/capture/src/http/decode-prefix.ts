import * as zlib from 'node:zlib';

const { createBrotliDecompress, createGunzip, createInflate } = zlib;

const DECODERS: Partial<Record<string, () => ReturnType<typeof createGunzip | typeof createBrotliDecompress>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  // Node 20 has none; a name that is missing in an import would keep the whole library from being loaded.
  ...('createZstdDecompress' in zlib ? { zstd: zlib.createZstdDecompress } : {}),
};

/** Each decoder holds its window in memory; more at once than this are not begun. */
const AT_ONCE = 32;
let running = 0;

/** The beginning of a body, out of its content coding. */
export interface DecodedPrefix {
  bytes: Buffer;
  /** There is more than these bytes. */
  truncated: boolean;
}

/**
 * Decodes the beginning of a compressed body into at most `limit` bytes, however much they would swell to.
 * @returns null when the coding is not known, the bytes are not of it, or too many are being decoded
 */
export async function decodePrefix(coding: string, encoded: Buffer, limit: number): Promise<DecodedPrefix | null> {
  const create = DECODERS[coding];
  if (!create || running >= AT_ONCE || encoded.length === 0) return null;
  running += 1;
  const decoder = create();
  const parts: Buffer[] = [];
  let size = 0;
  try {
    return await new Promise((resolve) => {
      const finish = () => resolve(size === 0 ? null : { bytes: Buffer.concat(parts).subarray(0, limit), truncated: size > limit });
      decoder.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > limit) finish();
      });
      decoder.on('end', finish);
      // Cut in the middle, as expected: what came out so far is good. Anything else gives nothing.
      decoder.on('error', (error: NodeJS.ErrnoException) => (isCut(error) ? finish() : resolve(null)));
      decoder.end(encoded);
    });
  } finally {
    decoder.destroy();
    running -= 1;
  }
}

const isCut = (error: NodeJS.ErrnoException) => error.code === 'Z_BUF_ERROR' || /unexpected end|UNEXPECTED_END/i.test(`${error.code} ${error.message}`);
