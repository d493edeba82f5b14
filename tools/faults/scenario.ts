import type { Verdict } from './compare.ts';
import type { Rig } from './rig.ts';

/** What a fault works with. */
export interface FaultContext {
  /** Real servers of its own, running. It may stop and kill them, and leaves them running. */
  rig: Rig;
  rounds: number;
  /** Seconds instead of minutes, and nothing said about time: for the test suite on a busy machine. */
  short: boolean;
  /** Numbers in [0, 1), the same for the same seed. */
  random: () => number;
  /** Tells a person how far it is. */
  say: (line: string) => void;
}

/** The verdict, what the fault measured beside it, and which promises were not kept. */
export type Outcome = Record<string, unknown> & Pick<Verdict, 'sent' | 'recorded' | 'lost' | 'duplicated' | 'rollupMismatch'> & {
  resumeSeconds: number | null;
  /** One sentence for each promise that was broken; none when all is well. */
  broken: string[];
};

/** One fault: real servers, seeded traffic, the fault, the calm, the comparison. */
export interface Scenario {
  name: string;
  /** Rounds when `--rounds` is not given. */
  rounds: number;
  /** It measures times, so that nothing else may run beside it. */
  alone?: boolean;
  run(context: FaultContext): Promise<Outcome>;
}
