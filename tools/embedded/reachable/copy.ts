import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies a folder of programs to `target`, for everybody to run, unless it is there. It is made beside that place and
 * moved there whole.
 * @returns `target`
 */
export function copyPrograms(source: string, target: string): string {
  if (existsSync(target)) return target;
  const fresh = `${target}.${process.pid}.new`;
  try {
    cpSync(source, fresh, { recursive: true, verbatimSymlinks: true });
    open(fresh);
    renameSync(fresh, target);
  } catch (error) {
    // Another process was faster; its copy is as good.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** Read and run for everybody, whatever mask this process and the installation had. */
function open(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) open(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
