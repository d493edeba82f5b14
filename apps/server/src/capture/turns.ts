/** Lets work with the same name happen one after the other, in the order in which it was asked for. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** @throws what `work` throws; what comes after it gets its turn all the same */
  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name);
    const turn = before ? before.then(work, work) : work();
    this.last.set(name, turn);
    const leave = () => {
      if (this.last.get(name) === turn) this.last.delete(name);
    };
    turn.then(leave, leave);
    return turn;
  }
}
