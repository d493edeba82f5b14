import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../../tools/paths.ts';

const BUILT = join(repositoryRoot, 'apps/dashboard/dist');

/** Copies the built dashboard to a folder, as a release of its own; without its compressed twins, for its files get changed. */
export function copyRelease(folder: string): void {
  cpSync(BUILT, folder, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
}

/** The same dashboard as another release has it: every script and style under another name, none under its old one. */
export function nextRelease(folder: string): void {
  const assets = join(folder, 'assets');
  const named = readdirSync(assets).filter((name) => /-[\w-]{8}\.(js|css)$/.test(name));
  const renamed = named.map((name) => [name, name.replace(/\.(js|css)$/, 'next.$1')] as const);
  for (const [before, after] of renamed) renameSync(join(assets, before), join(assets, after));
  const texts = [join(folder, 'index.html'), ...renamed.map(([, after]) => join(assets, after))];
  for (const path of texts) writeFileSync(path, renamed.reduce((text, [before, after]) => text.replaceAll(before, after), readFileSync(path, 'utf8')));
}
