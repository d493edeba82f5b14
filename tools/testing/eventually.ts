import { setTimeout as sleep } from 'node:timers/promises';

/** A bound for failing, never a thing to assert. */
const WITHIN_MS = 60_000;

/** Looks again until the answer is neither undefined nor false, and gives it. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = WITHIN_MS): Promise<Exclude<T, undefined | false>> {
  for (const deadline = Date.now() + withinMs; ; ) {
    const answer = await look();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > deadline) throw new Error(`It did not come true within ${withinMs / 1_000} s: ${look.toString()}`);
    await sleep(20);
  }
}

/** Tries until `check` does not throw; at the end its last error is thrown. Costly checks hold everything up: Jest takes seconds to tell two long lists apart. */
export async function untilPassed(check: () => void | Promise<void>, withinMs = WITHIN_MS): Promise<void> {
  for (const deadline = Date.now() + withinMs; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(10);
  }
}
