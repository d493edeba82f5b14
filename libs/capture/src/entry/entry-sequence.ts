/** Bytes of the length that stands before each entry, see the contract's `exchange-bytes.ts`. */
export const LENGTH_BYTES = 4;

/** Where the entry behind `count` more entries begins; the end of `bytes` when there are not so many. */
export function skipEntries(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let i = 0; i < count && at + LENGTH_BYTES <= bytes.length; i += 1) at += LENGTH_BYTES + bytes.readUInt32LE(at);
  return Math.min(at, bytes.length);
}

/** The entries of a sequence, one after the other, without their lengths. What is cut at the end comes as far as it is there. */
export function* entriesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = skipEntries(bytes, at, 1);
    yield bytes.subarray(at + LENGTH_BYTES, end);
    at = Math.max(end, at + LENGTH_BYTES);
  }
}
