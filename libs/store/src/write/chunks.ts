/** What one CopyData message carries: big enough that its costs vanish, small enough to send while the next fills. */
export const CHUNK_BYTES = 256 * 1024;

/** Chunks that are filled one after the other, and used again for the next COPY. */
export class Chunks {
  /** What is filled, in order; who sends it takes it out. */
  readonly full: Buffer[] = [];
  private readonly chunks: { bytes: Buffer; view: DataView }[] = [];
  private used = 0;
  protected bytes!: Buffer;
  protected view!: DataView;
  /** Where the part of the chunk begins that is not in `full` yet, and where the next byte goes. */
  private from = 0;
  protected at = 0;

  /** Starts anew. What `full` has given out before must have been sent. */
  protected restart(): void {
    this.full.length = 0;
    this.used = 0;
    this.nextChunk();
  }

  /** Makes sure that `length` bytes, at most {@link CHUNK_BYTES}, lie in one chunk. */
  protected reserve(length: number): void {
    if (this.at + length <= CHUNK_BYTES) return;
    this.cut();
    this.nextChunk();
  }

  /** Hands out what the chunk has so far; the rest of it goes on being filled. */
  protected cut(): void {
    if (this.at > this.from) this.full.push(this.bytes.subarray(this.from, this.at));
    this.from = this.at;
  }

  private nextChunk(): void {
    let chunk = this.chunks[this.used];
    if (!chunk) {
      const bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      chunk = { bytes, view: new DataView(bytes.buffer) };
      this.chunks.push(chunk);
    }
    this.used++;
    this.bytes = chunk.bytes;
    this.view = chunk.view;
    this.from = 0;
    this.at = 0;
  }
}
