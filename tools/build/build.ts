import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { run } from '../process/run.ts';
import { progress } from '../setup/terminal.mjs';
import { fingerprintOfInputs } from './inputs.ts';
import { forgetBuilt, isBuiltFrom, noteBuilt } from './stamps.ts';

// A test's own NODE_ENV would make a dashboard with React's development code, three times as large.
const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0', NODE_ENV: 'production' };

export interface BuildOptions {
  /** Names of apps; all when not given. The libraries are always built. */
  apps?: string[];
  /** Ends the build early. */
  signal?: AbortSignal;
}

function projectsIn(folder: string): string[] {
  const projects = readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}`);
  return projects.filter((project) => existsSync(join(repositoryRoot, project, 'package.json')));
}

/**
 * Builds the libraries and apps. Where nothing has changed since, no file is touched: Nx alone removes each `dist` and
 * copies it out of its cache again, under the feet of the programs that are running or just starting from there.
 */
export async function build({ apps, signal }: BuildOptions = {}): Promise<void> {
  const projects = [...projectsIn('libs'), ...(apps?.map((name) => `apps/${name}`) ?? projectsIn('apps'))];
  const fingerprint = fingerprintOfInputs(repositoryRoot);
  if (isBuiltFrom(repositoryRoot, projects, fingerprint)) return;
  // Nx would keep a stamp with what it puts into its cache.
  forgetBuilt(repositoryRoot, projects);

  const step = progress('building');
  let seen = '';
  const onText = (text: string) => {
    seen += text;
    const numbers = /for (\d+) projects?(?: and (\d+) tasks?)?/.exec(seen);
    const done = seen.match(/^> nx run /gm)?.length ?? 0;
    if (numbers) step.update(`${done} of ${Number(numbers[1]) + Number(numbers[2] ?? 0)}`);
  };
  const names = projects.map((project) => `@contraflow/${basename(project)}`).join(',');
  const { code, text } = await run('nx', ['run-many', '-t', 'build', '--outputStyle=static', '-p', names], {
    cwd: repositoryRoot,
    env: { ...process.env, ...NX_ENVIRONMENT },
    signal,
    onText,
  });
  step.end(code === 0 ? 'done' : 'failed');
  if (code !== 0) throw new Error(`The build failed; the end of what it said:\n${text.trim().split('\n').slice(-60).join('\n')}`);
  noteBuilt(repositoryRoot, projects, fingerprint);
}
