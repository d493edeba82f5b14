import { seeded } from './random.ts';
import { openRig, type Rig } from './rig.ts';
import { scenarios } from './scenarios.ts';

// Each fault once, in seconds; `npm run faults` has the long ones. They share their servers, which every fault leaves running.

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
}, 240_000);
afterAll(() => rig?.close());

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s: nothing is lost, nothing is twice, and the sums agree', async (_, scenario) => {
  const said: string[] = [];
  const { lost, duplicated, rollupMismatch, broken } = await scenario.run({ rig, rounds: 1, short: true, random: seeded(1), say: (line) => said.push(line) });
  expect({ lost, duplicated, rollupMismatch, broken, said }).toEqual({ lost: 0, duplicated: 0, rollupMismatch: 0, broken: [], said });
}, 240_000);
