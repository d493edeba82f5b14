import { repositoryRoot } from './paths.ts';
import { run } from './process/run.ts';
import { progress } from './setup/terminal.mjs';

const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0' };

export interface BuildOptions {
  /** Names of projects; all when not given. What they need is built too. */
  projects?: string[];
  /** Ends the build early. */
  signal?: AbortSignal;
}

/** Builds projects; what has not changed comes out of Nx's cache. */
export async function build({ projects = [], signal }: BuildOptions = {}): Promise<void> {
  const step = progress('building');
  let seen = '';
  const onText = (text: string) => {
    seen += text;
    const numbers = /for (\d+) projects?(?: and (\d+) tasks?)?/.exec(seen);
    const done = seen.match(/^> nx run /gm)?.length ?? 0;
    if (numbers) step.update(`${done} of ${Number(numbers[1]) + Number(numbers[2] ?? 0)}`);
  };
  const only = projects.length > 0 ? ['-p', projects.map((name) => `@contraflow/${name}`).join(',')] : [];
  const env = { ...process.env, ...NX_ENVIRONMENT };
  const { code, text } = await run('nx', ['run-many', '-t', 'build', '--outputStyle=static', ...only], {
    cwd: repositoryRoot,
    env,
    signal,
    onText,
  });
  step.end(code === 0 ? 'done' : 'failed');
  if (code !== 0) throw new Error(`The build failed; the end of what it said:\n${text.trim().split('\n').slice(-60).join('\n')}`);
}
