const SLOTS = 1_024;
/** Longer ones are seldom the same again. */
const LONGEST = 256;

interface Seen<T> {
  bytes: Buffer;
  number: number;
  value: T;
}

/** What was found for some bytes and a number, for when the same come again. What was not seen lately gives way. */
export class SeenBytes<T> {
  private readonly slots = new Array<Seen<T> | undefined>(SLOTS).fill(undefined);
  private slot = 0;

  find(source: Buffer, from: number, to: number, number: number): T | undefined {
    const length = to - from;
    if (length > LONGEST) return undefined;
    let hash = Math.imul(number | 0, 0x9e37_79b1) ^ length;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (source[i] as number), 0x01000193);
    this.slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const seen = this.slots[this.slot];
    if (!seen || seen.number !== number || seen.bytes.length !== length) return undefined;
    const { bytes } = seen;
    for (let i = 0; i < length; i++) if (bytes[i] !== source[from + i]) return undefined;
    return seen.value;
  }

  /** Notes what the last {@link find}, of the same bytes and number, did not find. */
  keep(source: Buffer, from: number, to: number, number: number, value: T): void {
    if (to - from <= LONGEST) this.slots[this.slot] = { bytes: Buffer.from(source.subarray(from, to)), number, value };
  }
}
