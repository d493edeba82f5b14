const FIRST_BYTES = 64 * 1024;
/** A buffer that one large entry has made grow beyond this is not kept. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** Up to here a loop over the characters is faster than a call of Node's encoder. */
const SHORT_TEXT = 48;
const TWO_32 = 4_294_967_296;

/** A value that a field cannot hold. */
export class NotEncodable extends Error {}

/** Writes fields of PostgreSQL's binary COPY, length and bytes, into a buffer that grows and is used again. */
export class ByteWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  at = 0;
  private view = new DataView(this.bytes.buffer);

  restart(): void {
    this.at = 0;
    if (this.bytes.length > KEPT_BYTES) this.use(Buffer.allocUnsafeSlow(FIRST_BYTES));
  }

  /** Makes room for `length` bytes more. */
  ensure(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + length));
    this.bytes.copy(larger, 0, 0, this.at);
    this.use(larger);
  }

  byte(value: number): void {
    this.ensure(1);
    this.bytes[this.at++] = value;
  }

  null(): void {
    this.ensure(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  bool(value: boolean): void {
    this.ensure(5);
    this.view.setInt32(this.at, 1);
    this.bytes[this.at + 4] = value ? 1 : 0;
    this.at += 5;
  }

  /** One ASCII letter. @throws NotEncodable when it is not that */
  letter(value: string): void {
    const code = value.charCodeAt(0);
    if (!(code > 0 && code < 128)) throw new NotEncodable('not a letter');
    this.ensure(5);
    this.view.setInt32(this.at, 1);
    this.bytes[this.at + 4] = code;
    this.at += 5;
  }

  /** @throws NotEncodable when it is not a 32-bit integer */
  int4(value: number): void {
    if ((value | 0) !== value) throw new NotEncodable(`${value} is not a 32-bit number`);
    this.ensure(8);
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  /** @throws NotEncodable when it is not a whole number that a double holds */
  int8(value: number): void {
    if (!Number.isSafeInteger(value)) throw new NotEncodable(`${value} is not a whole number`);
    this.ensure(12);
    const high = Math.floor(value / TWO_32);
    this.view.setInt32(this.at, 8);
    this.view.setInt32(this.at + 4, high);
    this.view.setUint32(this.at + 8, value - high * TWO_32);
    this.at += 12;
  }

  /** `byteLength` bytes from lower-case hex digits; dashes, as in a UUID, are passed over. @throws NotEncodable when it is not that */
  hex(value: string, byteLength: number): void {
    this.ensure(4 + byteLength);
    this.view.setInt32(this.at, byteLength);
    const bytes = this.bytes;
    let at = this.at + 4;
    const end = at + byteLength;
    for (let i = 0; i < value.length; i += 2) {
      if (value.charCodeAt(i) === 45) i++;
      const byte = (nibble(value.charCodeAt(i)) << 4) | nibble(value.charCodeAt(i + 1));
      if (byte < 0 || at === end) throw new NotEncodable('not so many bytes in hex');
      bytes[at++] = byte;
    }
    if (at !== end) throw new NotEncodable('not so many bytes in hex');
    this.at = end;
  }

  /** Text as UTF-8; a lone surrogate becomes U+FFFD. */
  text(value: string): void {
    const begin = this.at;
    this.ensure(4 + value.length * 3);
    this.at += 4;
    if (value.length > SHORT_TEXT || !this.shortAscii(value)) this.utf8(value);
    this.view.setInt32(begin, this.at - begin - 4);
  }

  binary(value: Uint8Array): void {
    this.ensure(4 + value.length);
    this.view.setInt32(this.at, value.length);
    this.bytes.set(value, this.at + 4);
    this.at += 4 + value.length;
  }

  /** Writes a field whose length is known only behind it. */
  field(write: () => void): void {
    this.ensure(4);
    const begin = this.at;
    this.at += 4;
    write();
    this.view.setInt32(begin, this.at - begin - 4);
  }

  /** The UTF-8 of a text, without a length. There has to be room. */
  utf8(value: string): void {
    this.at += this.bytes.write(value, this.at, 'utf8');
  }

  private shortAscii(value: string): boolean {
    const bytes = this.bytes;
    let at = this.at;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    this.at = at;
    return true;
  }

  private use(buffer: Buffer): void {
    this.bytes = buffer;
    this.view = new DataView(buffer.buffer);
  }
}

/** Value of a lower-case hex digit; negative for anything else. */
function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -256;
}
