import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationsFolder } from './migrations-folder.js';

/** The part of the standard's WebAssembly that is used here; its types come with the DOM's, which a server has not. */
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const EVERYTHING = { externalTables: [], externalEnums: [] };

/**
 * Applies what is missing with Prisma's own schema engine, as WebAssembly: the table
 * `_prisma_migrations` is the one that Prisma's command-line tool reads.
 * @returns the names of the migrations just applied
 */
export async function applyWithEngine(databaseUrl: string, folder: MigrationsFolder): Promise<string[]> {
  await instantiate();
  const adapter = new WholeScripts({ connectionString: databaseUrl, max: 1, application_name: 'contraflow-migrate' });
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter));
  try {
    const answer = await engine.applyMigrations({ migrationsList: toList(folder), filters: EVERYTHING });
    return answer.appliedMigrationNames;
  } catch (error) {
    throw new Error(`The database could not be migrated: ${(adapter.failure ?? (error as Error)).message}`, { cause: error });
  } finally {
    engine.free();
    await adapter.end();
  }
}

/**
 * Runs a script in one piece and so in one transaction. The adapter itself cuts it at every
 * semicolon, those in comments and function bodies too.
 */
class WholeScripts extends PrismaPg {
  /** What Postgres said; the engine's own error says less. */
  failure: Error | undefined;
  private readonly connected: { dispose(): Promise<void> }[] = [];

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        this.failure = error as Error;
        throw error;
      }
    };
    this.connected.push(adapter);
    return adapter;
  }

  async end(): Promise<void> {
    await Promise.all(this.connected.map((adapter) => adapter.dispose()));
  }
}

let instantiated: Promise<void> | undefined;

function instantiate(): Promise<void> {
  instantiated ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const code = await readFile(join(dirname(script), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': { ...bindings } });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return instantiated;
}

function toList(folder: MigrationsFolder) {
  return {
    baseDir: folder.path,
    lockfile: { path: 'migration_lock.toml', content: folder.lockfile },
    shadowDbInitScript: '',
    migrationDirectories: folder.migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: script } },
    })),
  };
}
