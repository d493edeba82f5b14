import * as zlib from 'node:zlib';
import { DecodingQueue } from './decoding-queue.js';

const { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = zlib;

type Decoder = ReturnType<typeof createGunzip | typeof createBrotliDecompress>;

const DECODERS: Partial<Record<string, (encoded: Buffer) => Decoder>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: (encoded) => (hasZlibHead(encoded) ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  // Node 20 has none; a name that is missing in an import would keep the whole library from being loaded.
  ...('createZstdDecompress' in zlib ? { zstd: () => zlib.createZstdDecompress() } : {}),
};

/** Codings on top of one another that are undone. */
const MOST_CODINGS = 4;

/** Each decoder holds its window in memory: so many at once, and so many bytes of bodies that wait for one. */
const queue = new DecodingQueue(32, 16 * 1024 * 1024);

/** Why a body could not be brought out of its coding. */
export type NotDecoded = 'unknown_coding' | 'not_in_its_coding' | 'decoding_busy';

/** The beginning of a body, out of its content coding. */
export interface DecodedPrefix {
  bytes: Buffer;
  /** There is more than these bytes. */
  truncated: boolean;
}

/** The codings of a Content-Encoding header, in the order in which they were applied; `identity` is none. */
export function codingsOf(contentEncoding: string | undefined): string[] {
  if (contentEncoding === undefined) return [];
  return contentEncoding.split(',').map((coding) => coding.trim().toLowerCase()).filter((coding) => coding !== '' && coding !== 'identity');
}

/**
 * Decodes the beginning of a compressed body into at most `limit` bytes, however much they would swell to.
 * @param codings as {@link codingsOf} gives them
 * @returns why not, when a coding is not known, the bytes are not of it, or too many bodies wait to be decoded
 */
export async function decodePrefix(codings: readonly string[], encoded: Buffer, limit: number): Promise<DecodedPrefix | NotDecoded> {
  if (codings.length > MOST_CODINGS || codings.some((coding) => !DECODERS[coding])) return 'unknown_coding';
  return (await queue.run(encoded.length, () => undo(codings, encoded, limit))) ?? 'decoding_busy';
}

async function undo(codings: readonly string[], encoded: Buffer, limit: number): Promise<DecodedPrefix | NotDecoded> {
  let decoded: DecodedPrefix = { bytes: encoded, truncated: false };
  // The last that was applied is the first to be undone. What is still compressed in between is not longer than what comes of it.
  for (let i = codings.length - 1; i >= 0; i -= 1) {
    const room = i === 0 ? limit : limit + 1_024;
    const next = await undoOne(DECODERS[codings[i] as string] as (encoded: Buffer) => Decoder, decoded.bytes, room);
    if (!next) return 'not_in_its_coding';
    decoded = { bytes: next.bytes, truncated: decoded.truncated || next.truncated };
  }
  return decoded;
}

async function undoOne(create: (encoded: Buffer) => Decoder, encoded: Buffer, limit: number): Promise<DecodedPrefix | null> {
  const decoder = create(encoded);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    return await new Promise((resolve) => {
      const finish = () => resolve({ bytes: Buffer.concat(parts).subarray(0, limit), truncated: size > limit });
      decoder.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > limit) finish();
      });
      decoder.on('end', finish);
      // Cut in the middle, as expected: what came out so far is good. Anything else gives nothing.
      decoder.on('error', (error: NodeJS.ErrnoException) => (isCut(error) && size > 0 ? finish() : resolve(null)));
      decoder.end(encoded);
    });
  } finally {
    decoder.destroy();
  }
}

/** By RFC 9110 `deflate` has zlib's head (RFC 1950, 2.2); some send it without. */
const hasZlibHead = (bytes: Buffer) => bytes.length >= 2 && ((bytes[0] as number) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;

const isCut = (error: NodeJS.ErrnoException) => error.code === 'Z_BUF_ERROR' || /unexpected end|UNEXPECTED_END/i.test(`${error.code} ${error.message}`);
