/** What a column of 64 bits holds at the most. */
export const MOST = 2n ** 63n - 1n;

/** A sum of whole numbers that stays exact beyond 2^53, where a double would not. */
export class ExactSum {
  private small = 0;
  private large = 0n;

  add(value: number): void {
    if (this.small + value > Number.MAX_SAFE_INTEGER) {
      this.large += BigInt(this.small);
      this.small = 0;
    }
    this.small += value;
  }

  toString(): string {
    return (this.large + BigInt(this.small)).toString();
  }

  /** The same for a column of 64 bits: it stays at the most that such a column holds. */
  toBigintText(): string {
    const sum = this.large + BigInt(this.small);
    return (sum > MOST ? MOST : sum).toString();
  }
}
