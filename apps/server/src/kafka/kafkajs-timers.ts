import { createRequire } from 'node:module';

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/** As kafkajs: how soon it looks again when a request waits for another to end. */
const LOOK_AGAIN_MS = 10;

/**
 * kafkajs 2.2.4 sets a timer after every request even when nothing waits, and with a
 * negative delay, for which Node prints TimeoutNegativeWarning (tulios/kafkajs#1751).
 * This sets it only where something waits, and never in the past.
 */
export function mendKafkaTimers(): void {
  const require = createRequire(import.meta.url);
  const queue = (require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }).prototype;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : LOOK_AGAIN_MS,
    );
  };
}
