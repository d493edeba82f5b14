/** Counts a body's bytes as they pass and keeps the first of them. Never holds the stream up. */
export class BodyTap {
  /** Bytes that passed, as they were on the wire but for the framing. */
  size = 0;
  private kept = 0;
  private readonly parts: Buffer[] = [];

  /** @param limit bytes to keep; 0 only counts */
  constructor(private limit: number) {}

  push(chunk: Uint8Array): void {
    this.size += chunk.length;
    const room = this.limit - this.kept;
    if (room <= 0) return;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    // A copy: what passes may be memory that is read into again, and a slow stream would hold a whole buffer for a little.
    this.parts.push(Buffer.from(part));
    this.kept += part.length;
  }

  /** From now on only counts, and forgets what it kept: this kind of body is not stored. */
  onlyCount(): void {
    this.limit = 0;
    this.parts.length = 0;
  }

  /** The first bytes of the body. */
  prefix(): Buffer {
    return this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
  }

  get truncated(): boolean {
    return this.size > this.kept;
  }
}
