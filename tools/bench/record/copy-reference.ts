import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPostgres } from '../../embedded/postgres.ts';
import { migratedDatabase, type Database } from '../kit/database.ts';
import type { ReferenceTable } from './reference-table.ts';

/** PostgreSQL's two formats of COPY; the faster one counts. */
export const FORMATS = ['binary', 'text'] as const;
export type Format = (typeof FORMATS)[number];

/** Files of the rows that were recorded, written by PostgreSQL itself. */
export interface RowFiles {
  paths: Record<Format, string>;
  bytes: Record<Format, number>;
  rows: number;
  /** Day of the rows, epoch milliseconds. */
  day: number;
}

/** Writes what a table holds to a file in each format. */
export async function writeRowFiles(database: Database, table: ReferenceTable, folder: string, day: number): Promise<RowFiles> {
  const files: RowFiles = { paths: { binary: '', text: '' }, bytes: { binary: 0, text: 0 }, rows: 0, day };
  for (const format of FORMATS) {
    const path = join(folder, `${table.name}.${format}`);
    await database.query(`COPY (SELECT * FROM ${table.name}) TO '${path}' (FORMAT ${format})`);
    files.paths[format] = path;
    files.bytes[format] = statSync(path).size;
  }
  const [row] = await database.query<{ count: bigint }>(`SELECT count(*) FROM ${table.name}`);
  files.rows = Number(row?.count ?? 0);
  return files;
}

/** Reads a file into the product's own table, empty and with all its indexes. @returns rows a second */
export async function measureCopy(postgres: RunningPostgres, table: ReferenceTable, files: RowFiles, format: Format): Promise<number> {
  const database = await migratedDatabase(postgres, files.day);
  try {
    const began = performance.now();
    await database.query(`COPY ${table.name} FROM '${files.paths[format]}' (FORMAT ${format})`);
    return files.rows / ((performance.now() - began) / 1_000);
  } finally {
    await database.drop();
  }
}

export function removeRowFiles(files: RowFiles): void {
  for (const path of Object.values(files.paths)) rmSync(path, { force: true });
}
