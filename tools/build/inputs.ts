import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What a build is made from besides the projects' own folders, as `nx.json` has it. */
const SHARED = ['.swcrc', 'nx.json', 'package-lock.json', 'prisma.config.ts', 'prisma/schema.prisma', 'tsconfig.base.json'];
/** Folders of a project that a build makes, or does not read. */
const LEFT_OUT = new Set(['dist', 'generated', 'node_modules', 'test', 'e2e']);

function sources(root: string): string[] {
  const entries = ['apps', 'libs'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return files.filter((path) => !path.split(sep).some((name) => LEFT_OUT.has(name)));
}

/** SHA-256, in hexadecimal, of the names and contents of all files that the repository at `root` is built from. */
export function fingerprintOfInputs(root: string): string {
  const hash = createHash('sha256');
  for (const path of [...sources(root), ...SHARED].sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
