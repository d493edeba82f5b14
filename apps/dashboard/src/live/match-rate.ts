const WINDOW_MS = 1_000;

/** Flows a second that matched, from the running total that each message carries. */
export class MatchRate {
  private seenTotals: { at: number; matched: number }[] = [];

  reset(): void {
    this.seenTotals = [];
  }

  /**
   * @param matched total since the subscription began
   * @param at in ms, on any clock that never goes back
   * @returns per second over about the last second; null while there is less than half of one to go by
   */
  seen(matched: number, at: number): number | null {
    if (matched < (this.seenTotals.at(-1)?.matched ?? 0)) this.reset();
    this.seenTotals.push({ at, matched });
    while (at - (this.seenTotals[1]?.at ?? at) >= WINDOW_MS) this.seenTotals.shift();
    const first = this.seenTotals[0] as { at: number; matched: number };
    const elapsed = at - first.at;
    return elapsed < WINDOW_MS / 2 ? null : ((matched - first.matched) / elapsed) * 1_000;
  }
}
