import type { Workspace } from './kit/workspace.ts';

/** What a benchmark is given. */
export interface BenchContext {
  rounds: number;
  /** How much, in the unit of `Bench.sizeIn`. */
  size: number;
  workspace: Workspace;
  /** Tells a person how far it is. */
  say(line: string): void;
}

/** One of ours against one reference. */
export interface Comparison {
  /** What the two figures count, such as `records/s`. */
  unit: string;
  /** Medians over the rounds. */
  ours: number;
  reference: number;
  /** More is better: 1 is as good as the reference. */
  ratio: number;
  goal: number;
}

/** The outcome: the hardest comparison, and everything else under `also`. */
export interface BenchResult extends Comparison {
  also: Record<string, unknown>;
}

/** One benchmark: it measures ours and the references in turn, on this machine and in this run. */
export interface Bench {
  name: string;
  /** What is measured against what. */
  about: string;
  rounds: number;
  size: number;
  sizeIn: string;
  /** Most bytes in the temporary folder. */
  diskBytes(size: number): number;
  run(context: BenchContext): Promise<BenchResult>;
}

/** Compares two rates, of which more is better. */
export function compared(unit: string, ours: number, reference: number, goal: number): Comparison {
  return { unit, ours: rounded(ours), reference: rounded(reference), ratio: rounded(ours / reference), goal };
}

/** Four digits say all that a measurement knows. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
