/** Lets so many tasks run at once; those beyond wait their turn, within a bound on what they hold. */
export class DecodingQueue {
  private running = 0;
  private waitingBytes = 0;
  private readonly waiting: { bytes: number; begin: () => void }[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly maxWaitingBytes: number,
  ) {}

  /**
   * Runs a task, when it is its turn.
   * @param bytes that it holds while it waits
   * @returns null when there is no room to wait
   */
  async run<T>(bytes: number, task: () => Promise<T>): Promise<T | null> {
    if (this.running >= this.atOnce) {
      if (this.waitingBytes + bytes > this.maxWaitingBytes) return null;
      this.waitingBytes += bytes;
      await new Promise<void>((begin) => this.waiting.push({ bytes, begin }));
    } else this.running += 1;
    try {
      return await task();
    } finally {
      this.next();
    }
  }

  /** Hands the place on to the one that has waited longest. */
  private next(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.running -= 1;
      return;
    }
    this.waitingBytes -= next.bytes;
    next.begin();
  }
}
