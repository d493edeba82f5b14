export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Far longer than anything takes that works. */
const PATIENCE_MS = 120_000;

/**
 * Waits until `reached` answers something other than null, asking every 50 ms.
 * @returns what it answered
 * @throws Error naming `what` after two minutes
 */
export async function until<T>(what: string, reached: () => Promise<T | null> | T | null, patienceMs = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await reached();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come about within ${patienceMs / 1_000} s`);
    await sleep(50);
  }
}
