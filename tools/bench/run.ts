import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { benches } from './benches.ts';
import { gigabytes, requireDisk } from './kit/disk.ts';
import { openWorkspace } from './kit/workspace.ts';

const USAGE = `Usage: npm run bench -- [NAME …] [--rounds N] [--size N] [--profile FOLDER], where NAME is one of:
${benches.map(({ name, about, rounds, size, sizeIn }) => `  ${name}: ${about} (${rounds} rounds, ${size.toLocaleString('en-US')} ${sizeIn})`).join('\n')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, size: { type: 'string' }, profile: { type: 'string' } },
});
const chosen = positionals.length === 0 ? benches : benches.filter(({ name }) => positionals.includes(name));
if (chosen.length < positionals.length) {
  console.error(USAGE);
  process.exit(2);
}
const rounds = whole('rounds', 1_000);
const size = whole('size', 1e9);
const profiles = values.profile === undefined ? null : resolve(values.profile);
if (profiles) mkdirSync(profiles, { recursive: true });

for (const bench of chosen) {
  const needed = bench.diskBytes(size ?? bench.size);
  console.log(`${bench.name} needs up to ${gigabytes(needed)} in ${tmpdir()}`);
  await requireDisk(bench.name, needed);
}
for (const bench of chosen) await measure(bench);

async function measure(bench: Bench): Promise<void> {
  const options = { rounds: rounds ?? bench.rounds, size: size ?? bench.size };
  console.log(`${bench.name}: ${bench.about}; ${options.rounds} rounds, ${options.size.toLocaleString('en-US')} ${bench.sizeIn}`);
  const workspace = openWorkspace(bench.name, profiles);
  try {
    const result = await bench.run({ ...options, workspace, say: (line) => console.log(`  ${line}`) });
    await workspace.close();
    const { unit, ours, reference, ratio, goal, also } = result;
    console.log(JSON.stringify({ name: bench.name, ours, reference, ratio, goal, unit, ...options, also }));
  } finally {
    await workspace.close();
  }
}

function whole(name: 'rounds' | 'size', most: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} has to be a whole number from 1 to ${most}`);
  return value;
}
