import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { explain } from './explain.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules/.bin');
const NEEDED = 24;

/**
 * Goes on with `program` (a TypeScript file under tools/) on the Node 24 that the packages bring along: in this
 * process where it is that already, else in a child that gets this process's terminal, signals and end.
 */
export async function goOn(program, args) {
  const major = Number(process.versions.node.split('.')[0]);
  const own = join(bin, 'node');
  process.env.PATH = [bin, ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== bin)].join(delimiter);
  if (major >= NEEDED) {
    whenParentEnds(() => process.kill(process.pid, 'SIGTERM'));
    process.argv = [process.argv[0], join(root, program), ...args];
    await import(pathToFileURL(join(root, program)).href);
    return;
  }
  if (!existsSync(own)) {
    throw new Error(`Node ${NEEDED} is needed and comes with the packages on Linux only. Install it and run this again.`);
  }
  try {
    accessSync(own, constants.X_OK);
  } catch (error) {
    throw new Error(`${own} cannot be run (${error.message}). Move the repository to a disk from which programs may run.`, { cause: error });
  }
  // The channel lets the child notice the end of this process, whatever ended it.
  const child = spawn(own, [join(root, program), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenParentEnds(() => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

/** npm that is killed outright cannot tell us; being handed to another parent does. */
export function whenParentEnds(end) {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 200);
  timer.unref();
}

/**
 * Runs `main` and turns what it throws into one message and the end of this process with code 1, whatever else it
 * still holds open (a channel to the process before it, a timer, a connection).
 */
export async function orExplain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`, () => process.exit(1));
    process.exitCode = 1;
  }
}
