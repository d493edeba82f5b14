/** Smaller bodies are not worth keeping. */
const KEPT_FROM_BYTES = 256 * 1024;
/** Sizes go in steps, so that the next body fits into the memory of the one before. */
const STEP_BYTES = 128 * 1024;
/** Of spare memory at the most; what has been there longest goes first. */
const SPARE_BYTES = 24 * 1024 * 1024;

/**
 * Memory of bodies, read into again when nobody needs what was in it. Megabytes that come and go for each batch would
 * have V8 collect garbage several times a second.
 */
export class BodyMemory {
  private spare: ArrayBuffer[] = [];
  private spareBytes = 0;

  /** A buffer of `bytes` bytes, with anything in it. */
  take(bytes: number): Buffer {
    if (bytes < KEPT_FROM_BYTES) return Buffer.allocUnsafeSlow(bytes);
    const size = Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
    const at = this.spare.findIndex(({ byteLength }) => byteLength === size);
    if (at === -1) return Buffer.from(new ArrayBuffer(size), 0, bytes);
    this.spareBytes -= size;
    return Buffer.from(this.spare.splice(at, 1)[0] as ArrayBuffer, 0, bytes);
  }

  /** Nobody reads this one of {@link take} any more. */
  give({ buffer }: Buffer): void {
    const size = buffer.byteLength;
    // A body that did not say its length has memory of any size.
    if (size < KEPT_FROM_BYTES || size % STEP_BYTES !== 0) return;
    this.spare.push(buffer as ArrayBuffer);
    this.spareBytes += size;
    while (this.spareBytes > SPARE_BYTES) this.spareBytes -= (this.spare.shift() as ArrayBuffer).byteLength;
  }
}
