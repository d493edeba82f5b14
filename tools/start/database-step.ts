import { fileURLToPath } from 'node:url';
import { run } from '../process/run.ts';

/** Makes the named databases on the server at `url` where they do not exist. */
export const madeDatabases = (url: string, names: string[], signal: AbortSignal) => ask({ url, names }, signal);

/** Makes the schema that the connection string's search path names, where it names one that does not exist. */
export const madeSearchPath = (searchPathOf: string, signal: AbortSignal) => ask({ searchPathOf }, signal);

/** By a program of its own, see databases-main.ts. */
async function ask(task: object, signal: AbortSignal): Promise<void> {
  const program = fileURLToPath(new URL(`databases-main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));
  const env = { ...process.env, CONTRAFLOW_DATABASES: JSON.stringify(task) };
  const { code, text } = await run(process.execPath, [program], { env, signal });
  if (code !== 0) throw new Error(`The databases could not be made: ${text.trim()}`);
}
