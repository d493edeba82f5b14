import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { decompressLz4 } from './lz4.js';
import { decompressSnappy } from './snappy.js';

const gunzipAsync = promisify(gunzip);
const zstdAsync = promisify(zstdDecompress);

/** What one compressed record batch may grow to. Brokers take 1 MiB compressed unless told otherwise. */
export const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;

/** The names of the codecs by the lowest three bits of a record batch's attributes. */
export const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/**
 * Decompresses the records of a batch, off the event loop.
 * @param codec the lowest three bits of the batch's attributes
 * @throws Error where the data is broken or grows beyond `maxBytes`
 */
export async function decompress(codec: number, data: Buffer, maxBytes = MAX_DECOMPRESSED_BYTES): Promise<Buffer> {
  switch (CODEC_NAMES[codec]) {
    case 'none':
      return data;
    case 'gzip':
      return gunzipAsync(data, { maxOutputLength: maxBytes });
    case 'snappy':
      return decompressSnappy(data, maxBytes);
    case 'lz4':
      return decompressLz4(data, maxBytes);
    case 'zstd':
      return zstdAsync(data, { maxOutputLength: maxBytes });
    default:
      throw new Error(`codec ${codec} is not defined`);
  }
}
