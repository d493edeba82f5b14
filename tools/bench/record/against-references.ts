import type { RunningPostgres } from '../../embedded/postgres.ts';
import { compared, rounded, type BenchContext, type BenchResult } from '../bench.ts';
import { migratedDatabase, type Database } from '../kit/database.ts';
import { median } from '../kit/stats.ts';
import { table as drawTable } from '../kit/table.ts';
import { FORMATS, measureCopy, removeRowFiles, writeRowFiles, type Format } from './copy-reference.ts';
import { preparePrisma } from './prisma-reference.ts';
import type { ReferenceTable } from './reference-table.ts';

/** One run of ours. */
export interface Recording {
  /** Holds what was recorded; it is dropped by whoever asked for the run. */
  database: Database;
  rowsPerSecond: number;
  /** CPU seconds of our programs for a million rows. */
  cpuSecondsPerMillion: number | null;
  /** When the rows are of, epoch milliseconds. */
  day: number;
}

/** At most so many rows, and at most a quarter, are enough to know the rate of the slow reference. */
const PRISMA_ROWS = 50_000;
const GOALS = { copy: 0.6, createMany: 3 };

/** Measures `record` and, in turn, COPY from a file and Prisma's createMany of the same rows into the same table. */
export async function againstReferences(
  { rounds, size, workspace, say }: BenchContext,
  postgres: RunningPostgres,
  table: ReferenceTable,
  unit: string,
  record: () => Promise<Recording>,
): Promise<BenchResult> {
  const insertByPrisma = await preparePrisma(workspace, table);
  const folder = workspace.shared('rows');
  // Not counted: the broker's code is compiled, and PostgreSQL has made the files of its log that are used again from then on.
  await (await record()).database.drop();
  const rates: { ours: number; binary: number; text: number; createMany: number; cpu: number | null }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const recording = await record();
    say(`round ${round} of ${rounds}: recorded ${Math.round(recording.rowsPerSecond).toLocaleString('en-US')} ${unit}`);
    const files = await writeRowFiles(recording.database, table, folder, recording.day);
    const rows = await recording.database.query<Record<string, unknown>>(`SELECT * FROM ${table.name} LIMIT ${Math.min(PRISMA_ROWS, Math.ceil(size / 4))}`);
    await recording.database.drop();
    const copied: Record<Format, number> = { binary: 0, text: 0 };
    for (const format of FORMATS) copied[format] = await measureCopy(postgres, table, files, format);
    removeRowFiles(files);
    const database = await migratedDatabase(postgres, recording.day);
    const createMany = rows.length / (await insertByPrisma(database.url, rows));
    await database.drop();
    say(`round ${round} of ${rounds}: COPY binary ${Math.round(copied.binary)}, text ${Math.round(copied.text)}, createMany ${Math.round(createMany)} ${unit}`);
    rates.push({ ours: recording.rowsPerSecond, ...copied, createMany, cpu: recording.cpuSecondsPerMillion });
  }
  const of = (pick: (rate: (typeof rates)[number]) => number) => median(rates.map(pick));
  const ours = of((rate) => rate.ours);
  const format = of((rate) => rate.binary) >= of((rate) => rate.text) ? 'binary' : 'text';
  const copy = compared(unit, ours, of((rate) => rate[format]), GOALS.copy);
  const createMany = compared(unit, ours, of((rate) => rate.createMany), GOALS.createMany);
  const lines = drawTable(['', unit, 'ratio', 'goal'], [
    ['Contraflow', copy.ours, '', ''],
    [`COPY FROM file (${format})`, copy.reference, copy.ratio, copy.goal],
    ['Prisma createMany', createMany.reference, createMany.ratio, createMany.goal],
  ]);
  lines.forEach(say);
  return {
    ...copy,
    also: {
      referenceIs: `server-side COPY FROM a file (${format})`,
      copyBinary: rounded(of((rate) => rate.binary)),
      copyText: rounded(of((rate) => rate.text)),
      createMany: { ...createMany, referenceIs: 'PrismaClient.createMany, 1,000 rows a call, two calls at once' },
      cpuSecondsPerMillion: rates[0]?.cpu == null ? null : rounded(of((rate) => rate.cpu ?? 0)),
      eachRound: rates.map((rate) => rounded(rate.ours)),
    },
  };
}
