/**
 * Reads Kafka's wire types from a buffer, one after the other.
 * Reading past the end throws a RangeError, as Buffer's own readers do.
 */
export class ByteReader {
  constructor(
    readonly buffer: Buffer,
    public position = 0,
    readonly end = buffer.length,
  ) {}

  get remaining(): number {
    return this.end - this.position;
  }

  int8(): number {
    return this.buffer.readInt8(this.step(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.step(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.step(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.step(8));
  }

  /** Signed (zigzag) variable-length integer of up to 32 bits. */
  varint(): number {
    const raw = this.uvarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Signed (zigzag) variable-length integer of up to 64 bits; a bigint where a double would not hold it exactly. */
  varlong(): number | bigint {
    const start = this.position;
    let value = 0;
    let scale = 1;
    for (let bytes = 0; bytes < 10; bytes += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) return this.longVarlong(start);
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
      scale *= 128;
    }
    throw new RangeError('A variable-length integer is longer than 10 bytes.');
  }

  /** Unsigned variable-length integer of up to 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('A variable-length integer is longer than 5 bytes.');
  }

  /** A view on the next `length` bytes; null for a length of -1, Kafka's null. */
  bytes(length: number): Buffer | null {
    if (length === -1) return null;
    const start = this.step(length);
    return this.buffer.subarray(start, start + length);
  }

  string(length: number): string {
    const start = this.step(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  /** A topic id in its text form. */
  uuid(): string {
    const start = this.step(16);
    return uuidText(this.buffer.subarray(start, start + 16));
  }

  skip(length: number): void {
    this.step(length);
  }

  /** Steps over the tagged fields that end every flexible structure. */
  skipTags(): void {
    for (let left = this.uvarint(); left > 0; left -= 1) {
      this.uvarint();
      this.skip(this.uvarint());
    }
  }

  /** The variable-length integer from `start` to where we are, bit by bit. */
  private longVarlong(start: number): number | bigint {
    let raw = 0n;
    for (let at = start; at < this.position; at += 1) raw |= BigInt((this.buffer[at] as number) & 0x7f) << BigInt(7 * (at - start));
    raw = BigInt.asUintN(64, raw);
    return exactNumber((raw >> 1n) ^ -(raw & 1n));
  }

  private byte(): number {
    const at = this.step(1);
    return this.buffer[at] as number;
  }

  private step(length: number): number {
    const start = this.position;
    if (length < 0 || start + length > this.end) {
      throw new RangeError(`${length} bytes were announced where ${this.remaining} are left.`);
    }
    this.position = start + length;
    return start;
  }
}

/** A number where a double holds it exactly, else as it is. */
export function exactNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
