import { zstdCompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';

// Node does not find these among the names of a CommonJS package.
const { CompressionCodecs, CompressionTypes } = kafkajs;

/** kafkajs sends only gzip by itself; here it learns the others. */
export function teachCodecs(): void {
  const codec = (compress: (data: Buffer) => Buffer) => () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(compress(encoder.buffer)),
    decompress: () => Promise.reject(new Error('Faults only send.')),
  });
  CompressionCodecs[CompressionTypes.Snappy] = codec((data) => compressSync(data));
  CompressionCodecs[CompressionTypes.LZ4] = codec((data) => compressFrameSync(data));
  CompressionCodecs[CompressionTypes.ZSTD] = codec((data) => zstdCompressSync(data));
}
