const CLOSE = 8;
/** RFC 6455, 7.4.1: a Close frame came, and it had no code. */
const NO_CODE = 1005;

/**
 * Follows the frames of one direction of a WebSocket (RFC 6455, 5.2) to find its Close frame. Only heads are looked at;
 * payloads are passed over by their length, so it costs nothing to speak of.
 */
export class WebSocketFrames {
  /** The code of the first Close frame; null while there was none. */
  closeCode: number | null = null;
  /** The beginning of a head, or of a Close frame, that is not whole yet. */
  private readonly begun = Buffer.alloc(16);
  private held = 0;
  /** Bytes of the present frame's payload that are still to come. */
  private left = 0;

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.closeCode === null) {
      if (this.left > 0) {
        const passed = Math.min(this.left, chunk.length - at);
        this.left -= passed;
        at += passed;
        continue;
      }
      // Byte by byte: heads are short.
      this.begun[this.held++] = chunk[at++] as number;
      this.look();
    }
  }

  private look(): void {
    const { begun, held } = this;
    if (held < 2) return;
    const short = (begun[1] as number) & 0x7f;
    const masked = ((begun[1] as number) & 0x80) !== 0;
    const lengthEnd = short === 126 ? 4 : short === 127 ? 10 : 2;
    const headEnd = lengthEnd + (masked ? 4 : 0);
    const isClose = ((begun[0] as number) & 0x0f) === CLOSE;
    if (held < headEnd + (isClose && short >= 2 ? 2 : 0)) return;
    this.held = 0;
    if (isClose) {
      const code = short < 2 ? NO_CODE : begun.readUInt16BE(headEnd);
      this.closeCode = masked && short >= 2 ? code ^ begun.readUInt16BE(lengthEnd) : code;
    } else this.left = short === 126 ? begun.readUInt16BE(2) : short === 127 ? Number(begun.readBigUInt64BE(2)) : short;
  }
}
