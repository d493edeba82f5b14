import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
  // The channel lets the child notice the end of this process, whatever ended it.
  const child = spawn(own, [join(root, program), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenParentEnds(() => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/** npm that is killed outright cannot tell us; being handed to another parent does. */
function whenParentEnds(end) {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}

/** Runs `main` and turns what it throws into one message and exit code 1. */
export async function orExplain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
