interface Waiter {
  bytes: number;
  admit(): void;
  refuse(reason: unknown): void;
}

/** Those who wait until there is room, in the order in which they asked. */
export class RoomWaiters {
  private readonly waiters: Waiter[] = [];

  constructor(
    private readonly roomLeft: () => number,
    private readonly isEmpty: () => boolean,
  ) {}

  get count(): number {
    return this.waiters.length;
  }

  wait(bytes: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.waiters.length === 0 && this.fits(bytes, 0)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = () => signal?.removeEventListener('abort', abort);
      const waiter: Waiter = {
        bytes,
        admit: () => (leave(), resolve()),
        refuse: (reason) => (leave(), reject(reason as Error)),
      };
      const abort = () => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(signal?.reason as Error);
        this.release();
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiters.push(waiter);
    });
  }

  /** Lets in as many as there is room for now. */
  release(): void {
    let admitted = 0;
    for (let next = this.waiters[0]; next && this.fits(next.bytes, admitted); next = this.waiters[0]) {
      this.waiters.shift();
      admitted += next.bytes;
      next.admit();
    }
  }

  close(reason: Error): void {
    for (const waiter of this.waiters.splice(0)) waiter.refuse(reason);
  }

  private fits(bytes: number, admitted: number): boolean {
    return bytes + admitted <= this.roomLeft() || (this.isEmpty() && admitted === 0);
  }
}
