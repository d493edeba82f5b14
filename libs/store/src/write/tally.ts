import type { Histogram } from '@contraflow/measure';
import { ExactSum } from './exact-sum.js';

/** One line of a roll-up. */
export class Tally {
  readonly sums: ExactSum[];
  readonly histogram: Histogram = new Map();

  constructor(
    readonly key: (string | number)[],
    readonly labels: string[],
    sums: number,
  ) {
    this.sums = Array.from({ length: sums }, () => new ExactSum());
  }

  /** Adds to the sums, in the order of the table's columns. */
  add(...values: number[]): void {
    for (let i = 0; i < values.length; i++) this.sums[i]?.add(values[i] as number);
  }
}
