/** The newest few of something; older ones are forgotten. */
export class Recent<T> {
  private readonly kept: T[] = [];

  constructor(private readonly most: number) {}

  add(item: T): void {
    this.kept.push(item);
    if (this.kept.length > this.most) this.kept.shift();
  }

  /** Takes the oldest out. */
  take(): T | undefined {
    return this.kept.shift();
  }

  get all(): readonly T[] {
    return this.kept;
  }
}
