/** One fault: real servers of its own, seeded traffic, the fault, the calm, the comparison. */
export interface Scenario {
  name: string;
  /** Rounds when `--rounds` is not given. */
  rounds: number;
  run(context: { rounds: number; random: () => number; say: (line: string) => void }): Promise<Record<string, unknown> & { lost: number; duplicated: number; rollupMismatch: number }>;
}
