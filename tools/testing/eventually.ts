import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds, at most `withinMs`; the time is a bound for failing, never a thing to assert. */
export async function eventually(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not come true within ${withinMs / 1000} s: ${condition.toString()}`);
    await sleep(20);
  }
}
