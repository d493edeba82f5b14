import { seeded } from './random.ts';
import { openRig, type Rig } from './rig.ts';
import type { Scenario } from './scenario.ts';

export interface RunOptions {
  /** The scenario's own number when null. */
  rounds: number | null;
  seed: number;
  short: boolean;
  /** How many run at once, each on servers of its own. */
  jobs: number;
}

/** Runs faults beside one another, those that measure times alone at the end. @returns whether every promise was kept */
export async function runScenarios(scenarios: Scenario[], options: RunOptions): Promise<boolean> {
  const queue = scenarios.filter(({ alone }) => !alone);
  let allKept = true;
  const worker = async () => {
    for (let scenario = queue.shift(); scenario; scenario = queue.shift()) allKept = (await runOne(scenario, options)) && allKept;
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  for (const scenario of scenarios) if (scenario.alone) allKept = (await runOne(scenario, options)) && allKept;
  return allKept;
}

/** Runs one fault and prints its outcome as one line of JSON. @returns whether every promise was kept */
async function runOne(scenario: Scenario, { seed, short, ...options }: RunOptions): Promise<boolean> {
  const { name } = scenario;
  const rounds = options.rounds ?? (short ? 1 : scenario.rounds);
  const begun = performance.now();
  const say = (line: string) => console.error(`${name}: ${line}`);
  say(`${rounds} ${rounds === 1 ? 'round' : 'rounds'}`);
  let rig: Rig | null = null;
  try {
    rig = await openRig();
    const outcome = await scenario.run({ rig, rounds, short, random: seeded(seed), say });
    const tookSeconds = Math.round((performance.now() - begun) / 1_000);
    console.log(JSON.stringify({ name, rounds, seed, ...outcome, tookSeconds }));
    return outcome.lost + outcome.duplicated + outcome.rollupMismatch + outcome.broken.length === 0;
  } catch (error) {
    say((error as Error).stack ?? String(error));
    console.log(JSON.stringify({ name, rounds, seed, failed: (error as Error).message }));
    return false;
  } finally {
    await rig?.close().catch((error: unknown) => say(`not everything could be ended: ${(error as Error).message}`));
  }
}
