/** Bodies of batches that are read at once, each of up to 8 MiB. */
const PLACES = 8;
/** Of them, those that one key or one address may have: as many as a sender sends ahead, and some are left for others. */
const PLACES_OF_ONE = 6;

/** Places to read bodies of batches in; no key and no address has all of them. */
export class ReadingPlaces {
  private taken = 0;
  private readonly held = new Map<string, number>();

  /**
   * @param holders the key and the address of a sender
   * @returns what gives the place back; null where there is none for them now
   */
  take(holders: readonly string[]): (() => void) | null {
    if (this.taken >= PLACES || holders.some((holder) => (this.held.get(holder) ?? 0) >= PLACES_OF_ONE)) return null;
    this.taken += 1;
    for (const holder of holders) this.held.set(holder, (this.held.get(holder) ?? 0) + 1);
    return () => {
      this.taken -= 1;
      for (const holder of holders) {
        const left = (this.held.get(holder) ?? 1) - 1;
        if (left === 0) this.held.delete(holder);
        else this.held.set(holder, left);
      }
    };
  }
}
