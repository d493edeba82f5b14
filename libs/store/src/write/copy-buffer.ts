import { POSTGRES_EPOCH_MS } from '@contraflow/contract';
import { CHUNK_BYTES, Chunks } from './chunks.js';

/** Bytes of this size and more travel as they are instead of through a chunk. */
const OWN_CHUNK_BYTES = 64 * 1024;
/** Up to here a loop over the characters is faster than a call of Node's encoder. */
const SHORT_TEXT = 48;
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TWO_32 = 4_294_967_296;

/** A value that its column cannot hold. */
export class ValueRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ValueRefused';
  }
}

/**
 * Writes PostgreSQL's binary COPY format ("COPY", "Binary Format" in its manual) into chunks
 * that are used again and again: a field is its length in 32 bits, -1 for NULL, and its bytes,
 * all in network order.
 */
export class CopyBuffer extends Chunks {
  private lastText = '';
  private lastBytes = Buffer.alloc(4);

  /** Starts a COPY. What `full` has given out before must have been sent. */
  begin(): void {
    this.restart();
    this.at = HEADER.copy(this.bytes);
  }

  /** Ends the COPY: everything is in `full` now. */
  end(): void {
    this.reserve(2);
    this.view.setInt16(this.at, -1);
    this.at += 2;
    this.cut();
  }

  row(fields: number): void {
    this.reserve(2);
    this.view.setInt16(this.at, fields);
    this.at += 2;
  }

  null(): void {
    this.reserve(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  bool(value: boolean): void {
    this.reserve(5);
    this.view.setInt32(this.at, 1);
    this.bytes[this.at + 4] = value ? 1 : 0;
    this.at += 5;
  }

  /** One ASCII letter, or NULL. */
  letterOrNull(value: string | null): void {
    if (value === null) return this.null();
    this.reserve(5);
    this.view.setInt32(this.at, 1);
    this.bytes[this.at + 4] = value.charCodeAt(0);
    this.at += 5;
  }

  /** @throws ValueRefused when it is not a 32-bit integer */
  int4(value: number): void {
    if ((value | 0) !== value) throw new ValueRefused(`${value} is not a 32-bit number`);
    this.reserve(8);
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  int4OrNull(value: number | null): void {
    if (value === null) this.null();
    else this.int4(value);
  }

  /** @throws ValueRefused when it is not a 64-bit integer */
  int8(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw new ValueRefused(`${value} is not a 64-bit number`);
    this.reserve(12);
    this.view.setInt32(this.at, 8);
    this.view.setBigInt64(this.at + 4, value);
    this.at += 12;
  }

  /** A whole number that a double holds. @throws ValueRefused when it does not */
  whole(value: number): void {
    if (!Number.isSafeInteger(value)) throw new ValueRefused(`${value} is not a whole number`);
    this.reserve(12);
    const high = Math.floor(value / TWO_32);
    this.view.setInt32(this.at, 8);
    this.view.setInt32(this.at + 4, high);
    this.view.setUint32(this.at + 8, value - high * TWO_32);
    this.at += 12;
  }

  wholeOrNull(value: number | null): void {
    if (value === null) this.null();
    else this.whole(value);
  }

  /** Epoch milliseconds as timestamptz: 64 bits of microseconds; the fraction of a millisecond is kept to that. */
  instant(epochMs: number): void {
    this.whole(Math.round((epochMs - POSTGRES_EPOCH_MS) * 1_000));
  }

  /** Text as UTF-8. Postgres' text holds no NUL: it becomes U+FFFD, as a lone surrogate does. */
  text(value: string): void {
    const length = value.length;
    if (length > SHORT_TEXT || !this.shortAscii(value, length)) this.anyText(value);
  }

  /** A text that is the same in many rows. */
  sameText(value: string): void {
    if (value !== this.lastText) {
      const bytes = Buffer.from(value.replaceAll('\0', '\uFFFD'));
      this.lastBytes = Buffer.concat([Buffer.alloc(4), bytes]);
      this.lastBytes.writeInt32BE(bytes.length);
      this.lastText = value;
    }
    this.reserve(this.lastBytes.length);
    this.bytes.set(this.lastBytes, this.at);
    this.at += this.lastBytes.length;
  }

  textOrNull(value: string | null): void {
    if (value === null) this.null();
    else this.text(value);
  }

  /** A string's UTF-8 as bytea, NUL and all. */
  utf8(value: string): void {
    if (value.length * 3 + 4 > CHUNK_BYTES) return this.binary(Buffer.from(value));
    this.reserve(value.length * 3 + 4);
    this.written(this.bytes.write(value, this.at + 4, 'utf8'));
  }

  /** What base64 stands for, as bytea. */
  base64(value: string): void {
    if (value.length + 4 > CHUNK_BYTES) return this.binary(Buffer.from(value, 'base64'));
    this.reserve(value.length + 4);
    this.written(this.bytes.write(value, this.at + 4, 'base64'));
  }

  binary(value: Buffer): void {
    const length = value.length;
    this.reserve(length < OWN_CHUNK_BYTES ? length + 4 : 4);
    this.view.setInt32(this.at, length);
    this.at += 4;
    if (length < OWN_CHUNK_BYTES) {
      this.bytes.set(value, this.at);
      this.at += length;
    } else {
      this.cut();
      this.full.push(value);
    }
  }

  /** Fields that are already in this format. */
  fields(source: Buffer, from: number, to: number): void {
    const length = to - from;
    if (length < OWN_CHUNK_BYTES) {
      this.reserve(length);
      source.copy(this.bytes, this.at, from, to);
      this.at += length;
    } else {
      this.cut();
      this.full.push(source.subarray(from, to));
    }
  }

  binaryOrNull(value: Buffer | null): void {
    if (value === null) this.null();
    else this.binary(value);
  }

  /** `byteLength` bytes from their hex digits; dashes, as in a UUID, are passed over. @throws ValueRefused when it is not that */
  hex(value: string, byteLength: number): void {
    this.reserve(4 + byteLength);
    this.view.setInt32(this.at, byteLength);
    let at = this.at + 4;
    const end = at + byteLength;
    for (let i = 0; i < value.length; i += 2) {
      if (value.charCodeAt(i) === 45) i++;
      const byte = (nibble(value.charCodeAt(i)) << 4) | nibble(value.charCodeAt(i + 1));
      if (byte < 0 || at === end) throw new ValueRefused(`${JSON.stringify(value.slice(0, 80))} is not ${byteLength} bytes in hex`);
      this.bytes[at++] = byte;
    }
    if (at !== end) throw new ValueRefused(`${JSON.stringify(value.slice(0, 80))} is not ${byteLength} bytes in hex`);
    this.at = end;
  }

  hexOrNull(value: string | null, byteLength: number): void {
    if (value === null) this.null();
    else this.hex(value, byteLength);
  }

  private shortAscii(value: string, length: number): boolean {
    this.reserve(4 + length);
    const bytes = this.bytes;
    let at = this.at + 4;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code === 0 || code > 127) return false;
      bytes[at++] = code;
    }
    this.view.setInt32(this.at, length);
    this.at = at;
    return true;
  }

  private anyText(value: string): void {
    this.utf8(value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value);
  }

  private written(length: number): void {
    this.view.setInt32(this.at, length);
    this.at += 4 + length;
  }
}

/** Value of a hex digit; negative for anything else. */
function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -256;
}
