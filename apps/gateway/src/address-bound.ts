/** Counts what is open of each address, up to a bound. */
export class AddressBound {
  private readonly open = new Map<string, number>();

  /** @param most of one address; 0 for no bound */
  constructor(readonly most: number) {}

  /** Counts one more. @returns how many there are too many then, 0 for none */
  enter(address: string): number {
    const count = (this.open.get(address) ?? 0) + 1;
    this.open.set(address, count);
    return this.most === 0 ? 0 : Math.max(0, count - this.most);
  }

  leave(address: string): void {
    const count = (this.open.get(address) ?? 0) - 1;
    if (count > 0) this.open.set(address, count);
    else this.open.delete(address);
  }
}
