/** Waiting times that grow from 100 ms to `maxMs`, with full jitter so that many senders do not come at once. */
export class Backoff {
  private attempt = 0;

  constructor(private readonly maxMs: number) {}

  next(): number {
    const bound = Math.min(this.maxMs, 100 * 2 ** this.attempt);
    this.attempt = Math.min(this.attempt + 1, 16);
    return Math.round(bound / 2 + (Math.random() * bound) / 2);
  }

  reset(): void {
    this.attempt = 0;
  }
}
