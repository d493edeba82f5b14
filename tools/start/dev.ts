import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import swc from '@swc/core';
import { forgetBuilt } from '../build/stamps.ts';
import { repositoryRoot } from '../paths.ts';
import type { Kept, Running } from './keep-running.ts';
import type { programs } from './programs.ts';
import { untilAnswers } from './ready.ts';
import type { Run } from './run.ts';

export interface DevelopmentOptions {
  keep: (name: string, start: (signal: AbortSignal) => Promise<Running>) => Kept;
  node: ReturnType<typeof programs>['node'];
  run: Run;
  kept: { server: Kept; gateway: Kept | null; shop: Kept | null };
  stop: AbortSignal;
  say: (text: string) => void;
}

const LIBRARIES = ['contract', 'measure', 'store', 'capture'];
const VITE_WITHIN_MS = 60_000;
/** Editors write a file in several steps, and people save several files. */
const SETTLE_MS = 150;

/**
 * Watch mode: Vite serves the dashboard's sources; a changed source of a library or a program is compiled at once and
 * the programs that use it are started again.
 */
export async function startDevelopment({ keep, node, run, kept, stop, say }: DevelopmentOptions): Promise<void> {
  const port = String(run.dashboardDevPort);
  const vite = ['node_modules/vite/bin/vite.js', 'apps/dashboard', '--host', '127.0.0.1', '--port', port];
  keep('dashboard', node('dashboard', vite, { DEV_SERVER_URL: run.urls.server }));
  await untilAnswers(run.urls.dashboard, VITE_WITHIN_MS, stop, 'what Vite says is above');

  const apps = Object.entries(kept).filter((entry): entry is [string, Kept] => entry[1] !== null);
  const everyone = apps.map(([, app]) => app);
  const projects = [
    ...LIBRARIES.map((name) => ({ folder: `libs/${name}`, users: everyone })),
    ...apps.map(([name, app]) => ({ folder: `apps/${name}`, users: [app] })),
  ];
  for (const { folder, users } of projects) {
    watchSources(join(repositoryRoot, folder), stop, async (files) => {
      try {
        forgetBuilt(repositoryRoot, [folder]);
        for (const file of files) await compile(join(repositoryRoot, folder), file);
        say(`${folder}: ${files.join(', ')} changed; starting ${users.map((user) => user.name).join(', ')} again`);
        for (const user of users) await user.restart();
      } catch (error) {
        say(`${folder}: ${(error as Error).message}`);
      }
    });
  }
}

function watchSources(project: string, stop: AbortSignal, onChange: (files: string[]) => Promise<void>): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();
  const watcher = watch(join(project, 'src'), { recursive: true });
  watcher.on('change', (_event, name) => {
    const file = String(name);
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      busy = busy.then(() => onChange(files));
    }, SETTLE_MS);
  });
  void once(stop, 'abort').then(() => {
    clearTimeout(timer);
    watcher.close();
  });
}

async function compile(project: string, file: string): Promise<void> {
  const target = join(project, 'dist', file.replace(/\.ts$/, '.js'));
  try {
    const { code, map } = await swc.transformFile(join(project, 'src', file), {
      configFile: join(repositoryRoot, '.swcrc'),
      sourceMaps: true,
    });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, `${code}\n//# sourceMappingURL=${file.split('/').at(-1)!.replace(/\.ts$/, '.js.map')}\n`);
    if (map) await writeFile(`${target}.map`, map);
  } catch (error) {
    // The source was removed.
    if (String(error).includes('No such file')) await rm(target, { force: true });
    else throw error;
  }
}
