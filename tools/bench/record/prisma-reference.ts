import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { repositoryRoot } from '../../paths.ts';
import { run } from '../../process/run.ts';
import type { Workspace } from '../kit/workspace.ts';
import type { ReferenceTable } from './reference-table.ts';

/** A Prisma client with one model, as far as it is used here. */
interface OneModelClient {
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}
interface Inserting {
  createMany(args: { data: object[] }): Promise<{ count: number }>;
}
type MakeClient = new (options: { adapter: PrismaPg }) => OneModelClient & Record<string, Inserting>;

/** Rows in one call. Prisma cuts them into statements of at most 32,767 parameters. */
const ROWS = 1_000;
/** Calls under way at once: as many as the recorder has lanes. */
const LANES = 2;

/** Makes a Prisma client for a table; the product's own has none for the rows, which it never writes through Prisma. */
export async function preparePrisma(workspace: Workspace, table: ReferenceTable): Promise<(databaseUrl: string, rows: object[]) => Promise<number>> {
  const folder = join(workspace.folder, 'prisma');
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'schema.prisma'),
    `generator client {
  provider               = "prisma-client"
  output                 = "./client"
  importFileExtension    = "ts"
  generatedFileExtension = "ts"
  moduleFormat           = "esm"
}
datasource db {
  provider = "postgresql"
}
${table.model}
`,
  );
  // The engine that this asks for is needed for migrations only.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: 'true' };
  const { code, text } = await run('prisma', ['generate', '--schema', join(folder, 'schema.prisma')], { cwd: repositoryRoot, env });
  if (code !== 0) throw new Error(`Prisma could not make its client:\n${text}`);
  const { PrismaClient } = (await import(pathToFileURL(join(folder, 'client/client.ts')).href)) as { PrismaClient: MakeClient };
  return (databaseUrl, rows) => createMany(new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: LANES }) }), table, rows);
}

/** @returns seconds */
async function createMany(client: OneModelClient & Record<string, Inserting>, table: ReferenceTable, rows: object[]): Promise<number> {
  const model = client[table.delegate] as Inserting;
  await client.$connect();
  // Compiles the statement and opens the connections.
  await model.createMany({ data: [] });
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    for (let from = next; from < rows.length; from = next) {
      next += ROWS;
      await model.createMany({ data: rows.slice(from, from + ROWS) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - began) / 1_000;
  await client.$disconnect();
  return seconds;
}
