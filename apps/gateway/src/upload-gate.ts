/** Waits until it may take a connection with a body that is not all there. */
export interface Uploader {
  onGate(): void;
}

/**
 * Bounds the exchanges that hold a connection to the upstream while their bodies are still coming, so that there are
 * always connections for requests that are whole. Who finds no place waits, in turn and in a bounded queue.
 */
export class UploadGate {
  private readonly inside = new Set<Uploader>();
  private readonly queue = new Set<Uploader>();

  constructor(
    private readonly places: number,
    private readonly mostWaiting: number,
  ) {}

  get waiting(): number {
    return this.queue.size;
  }

  /** @returns false when the queue is full; else `onGate` is called, now or later */
  enter(uploader: Uploader): boolean {
    if (this.inside.size >= this.places) {
      if (this.queue.size >= this.mostWaiting) return false;
      this.queue.add(uploader);
      return true;
    }
    this.inside.add(uploader);
    uploader.onGate();
    return true;
  }

  /** Its body is all there, or it is over; may be called by whoever never entered. */
  leave(uploader: Uploader): void {
    this.queue.delete(uploader);
    if (!this.inside.delete(uploader)) return;
    const next = this.queue.values().next().value;
    if (!next) return;
    this.queue.delete(next);
    this.inside.add(next);
    next.onGate();
  }
}
