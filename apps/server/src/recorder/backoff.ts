import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 250;
const LAST_MS = 5_000;

/** Growing pauses between tries: 250 ms, doubled up to 5 s. */
export class Backoff {
  private next = FIRST_MS;

  reset(): void {
    this.next = FIRST_MS;
  }

  /** @throws AbortError when `signal` aborts first */
  async pause(signal: AbortSignal): Promise<void> {
    const pause = this.next;
    this.next = Math.min(LAST_MS, pause * 2);
    await sleep(pause, undefined, { signal });
  }
}
