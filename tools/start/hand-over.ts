import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { cacheFolder, repositoryRoot } from '../paths.ts';
import type { Run } from './run.ts';

/** Holds the {@link Run} for the supervisor, which takes it out of its environment at once. */
export const RUN_VARIABLE = 'CONTRAFLOW_RUN';

const FOLDERS = ['embedded', 'embedded/reachable', 'process', 'setup', 'start'];
const NODE_FLAGS = ['--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];

/**
 * Puts the supervisor in the place of this process, which has the same number afterwards: it stays for as long as
 * Contraflow runs, and this one has settings, tools that build and a TypeScript compiler in its memory. Returns where
 * that cannot be done, in development and below a process of an older Node; then this process is the supervisor.
 */
export async function handOver(run: Run): Promise<void> {
  if (run.args.dev || process.connected || process.execve === undefined) return;
  const script = join(compiledTools(), 'start/supervise-main.js');
  if (!existsSync(script)) return;
  process.execve(process.execPath, [process.execPath, ...NODE_FLAGS, script], { ...process.env, [RUN_VARIABLE]: JSON.stringify(run) });
}

/** The folder with the supervisor's sources as plain JavaScript, made when they have changed; none where it cannot be written. */
function compiledTools(): string {
  const tools = join(repositoryRoot, 'tools');
  const sources = FOLDERS.flatMap((folder) => readdirSync(join(tools, folder)).map((name) => join(folder, name)));
  const wanted = ['paths.ts', ...sources].filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.spec.ts'));
  const texts = wanted.map((file) => [file, readFileSync(join(tools, file), 'utf8')] as const);
  const version = createHash('sha256').update(process.version).update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder, 'supervisor', version);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}.new`;
  try {
    for (const part of FOLDERS) mkdirSync(join(fresh, part), { recursive: true });
    for (const [file, text] of texts) writeFileSync(join(fresh, file.replace(/\.ts$/, '.js')), file.endsWith('.ts') ? compiled(text) : text);
    for (const name of readdirSync(join(cacheFolder, 'supervisor'))) {
      if (!name.endsWith('.new')) rmSync(join(cacheFolder, 'supervisor', name), { recursive: true, force: true });
    }
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

const compiled = (text: string) => stripTypeScriptTypes(text).replace(/(from '|import\(')(\.[^']*)\.ts'/g, "$1$2.js'");
