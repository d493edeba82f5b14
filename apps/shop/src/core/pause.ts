import { setTimeout as sleep } from 'node:timers/promises';

/** Waits; ends early, without an error, when `signal` is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits for `work` to settle, whichever way, but at most `ms`. */
export async function settledWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const enough = new AbortController();
  await Promise.race([work.catch(() => undefined), pause(ms, enough.signal)]);
  enough.abort();
}

/** Doubles from `first` up to `most` milliseconds while tries fail; `reset` begins anew. */
export class Backoff {
  private next: number;

  constructor(
    private readonly first: number,
    private readonly most: number,
  ) {
    this.next = first;
  }

  reset(): void {
    this.next = this.first;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const ms = this.next;
    this.next = Math.min(this.most, ms * 2);
    await pause(ms, signal);
  }
}
