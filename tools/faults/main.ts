import { parseArgs } from 'node:util';
import { build } from '../build/build.ts';
import { runScenarios } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

// npm run faults [-- NAME…] [--rounds N] [--seed N] [--jobs N] [--short]: one JSON object a fault; the last line is the last fault's.

const USAGE = `Usage: npm run faults -- [NAME…] [--rounds N] [--seed N] [--jobs N] [--short]
NAME is one or more of: ${scenarios.map((scenario) => scenario.name).join(', ')}; all of them when none is given.
--jobs says how many run at once (3); --short takes seconds instead of minutes for each.`;

function numberOf(option: string, value: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  console.error(`--${option} has to be a whole number from 1 to ${most}.\n${USAGE}`);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string', default: '1' }, jobs: { type: 'string', default: '3' }, short: { type: 'boolean', default: false } },
});
const unknown = positionals.find((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown !== undefined) {
  console.error(`There is no fault "${unknown}".\n${USAGE}`);
  process.exit(2);
}

// kafkajs' negative timers, which Node warns of; the server mends its own.
process.removeAllListeners('warning');
const options = {
  rounds: values.rounds === undefined ? null : numberOf('rounds', values.rounds, 1_000),
  seed: numberOf('seed', values.seed, 2 ** 31),
  short: values.short,
  jobs: numberOf('jobs', values.jobs, 16),
};
await build({ apps: ['server', 'gateway'] });
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const allKept = await runScenarios(chosen, options);
process.exit(allKept ? 0 : 1);
