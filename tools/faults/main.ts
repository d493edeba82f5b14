import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { seeded } from './random.ts';
import { brokerKill } from './scenarios/broker-kill.ts';
import { postgresAway } from './scenarios/postgres-away.ts';
import { postgresKill } from './scenarios/postgres-kill.ts';
import { recorderKill } from './scenarios/recorder-kill.ts';

// npm run faults [-- NAME] [--rounds N] [--seed N]: one JSON object a fault; the last line is the last fault's.

const scenarios = [recorderKill, postgresKill, brokerKill, postgresAway];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const names = positionals.length > 0 ? positionals : scenarios.map((scenario) => scenario.name);
const chosen = names.map((name) => scenarios.find((scenario) => scenario.name === name));
if (chosen.includes(undefined)) {
  console.error(`Usage: npm run faults -- [NAME] [--rounds N] [--seed N], where NAME is one of: ${scenarios.map((scenario) => scenario.name).join(', ')}`);
  process.exit(2);
}

await build({ projects: ['server', 'gateway'] });
for (const scenario of chosen) {
  if (!scenario) continue;
  const rounds = values.rounds === undefined ? scenario.rounds : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) throw new Error('--rounds has to be a whole number from 1 to 1000');
  console.error(`${scenario.name}: ${rounds} rounds`);
  const verdict = await scenario.run({ rounds, random: seeded(Number(values.seed)), say: (line) => console.error(`  ${line}`) });
  console.log(JSON.stringify({ name: scenario.name, rounds, seed: Number(values.seed), ...verdict }));
  if (verdict.lost + verdict.duplicated + verdict.rollupMismatch > 0) process.exitCode = 1;
}
