/** Waits of a loop that can be told to go on. */
export class Nap {
  private end: (() => void) | null = null;

  /** @param signal ends every wait at once */
  constructor(private readonly signal: AbortSignal) {}

  /** Ends {@link sleepUntilWoken}. */
  wake(): void {
    this.end?.();
  }

  async sleep(ms: number): Promise<void> {
    await this.until(ms, () => undefined);
  }

  async sleepUntilWoken(ms: number): Promise<void> {
    await this.until(ms, (end) => (this.end = end));
    this.end = null;
  }

  private async until(ms: number, listen: (end: () => void) => void): Promise<void> {
    const { signal } = this;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      listen(end);
    });
  }
}
