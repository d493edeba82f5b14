/** Sums over the last `seconds` seconds, kept by second: what is older falls out by itself. */
export class SecondsWindow<T> {
  private readonly slots: { second: number; sums: T }[] = [];

  constructor(
    readonly seconds: number,
    private readonly empty: () => T,
  ) {}

  /**
   * The sums of the second in which `instant` lies.
   * @param instant epoch milliseconds
   * @returns null when it lies outside of the window that ends at `now`
   */
  at(instant: number, now: number): T | null {
    const second = Math.floor(instant / 1_000);
    const current = Math.floor(now / 1_000);
    // Clocks of other machines may be a little ahead.
    const counted = Math.min(second, current);
    if (second > current + 5 || counted <= current - this.seconds) return null;
    const at = counted % this.seconds;
    const slot = this.slots[at];
    if (slot?.second === counted) return slot.sums;
    const fresh = { second: counted, sums: this.empty() };
    this.slots[at] = fresh;
    return fresh.sums;
  }

  /** The sums of every second of the window that ends at `now`. */
  *recent(now: number): Generator<T> {
    const current = Math.floor(now / 1_000);
    for (const slot of this.slots) if (slot && slot.second > current - this.seconds && slot.second <= current) yield slot.sums;
  }
}
