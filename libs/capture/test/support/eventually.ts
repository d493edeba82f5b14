/** Tries `check` until it does not throw; after `withinMs` its last error is thrown. */
export async function eventually(check: () => void | Promise<void>, withinMs = 8_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
