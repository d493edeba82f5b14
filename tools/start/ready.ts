import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Waits until `url` answers with success. Rejects when `signal` is aborted or, with a `hint`, when `withinMs` pass. */
export async function untilAnswers(url: string, withinMs: number, signal: AbortSignal, hint: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(POLL_MS);
  }
  throw new Error(`${url} did not answer within ${withinMs / 1000} s; ${hint}.`);
}
