import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A stamp lies in a project's `dist` and says what that was made from. Whoever replaces the folder takes it along.

const stampOf = (root: string, project: string) => join(root, project, 'dist/.built-from');

/** Whether each project (`apps/server`, `libs/store`) was built from inputs with this fingerprint, and by nobody since. */
export function isBuiltFrom(root: string, projects: readonly string[], fingerprint: string): boolean {
  return projects.every((project) => existsSync(stampOf(root, project)) && readFileSync(stampOf(root, project), 'utf8') === fingerprint);
}

/** Notes what the projects were just built from. */
export function noteBuilt(root: string, projects: readonly string[], fingerprint: string): void {
  for (const project of projects) writeFileSync(stampOf(root, project), fingerprint);
}

/** The projects' `dist` is about to be changed: whatever comes of it, the next build looks at it anew. */
export function forgetBuilt(root: string, projects: readonly string[]): void {
  for (const project of projects) rmSync(stampOf(root, project), { force: true });
}
