/** Smaller ones are not worth keeping. */
const KEPT_FROM_BYTES = 256 * 1024;
const KEPT = 6;

/** Buffers for reads, used again: new ones of megabytes for each read would keep the garbage collector busy. */
export class ReadBuffers {
  private spare: Buffer[] = [];

  /** A buffer of at least so many bytes. */
  take(bytes: number): Buffer {
    const at = this.spare.findIndex((buffer) => buffer.length >= bytes);
    return at === -1 ? Buffer.allocUnsafe(bytes) : (this.spare.splice(at, 1)[0] as Buffer);
  }

  /** Nobody uses this one any more. */
  give(buffer: Buffer): void {
    if (buffer.length >= KEPT_FROM_BYTES) this.spare = [buffer, ...this.spare].slice(0, KEPT);
  }

  /** For a while there is nothing to read. */
  drop(): void {
    this.spare = [];
  }
}
