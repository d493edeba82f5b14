import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/**
 * Makes sure that the temporary folder has room for a benchmark, with a tenth to spare.
 * @throws Error saying how much is needed, how much is there, and what to do
 */
export async function requireDisk(name: string, bytes: number, folder = tmpdir()): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes * 1.1) return;
  throw new Error(
    `${name} needs ${gigabytes(bytes * 1.1)} in ${folder}, where ${gigabytes(free)} are free. ` +
      'Free some, set TMPDIR to a folder on a larger disk, or run a smaller one with --size.',
  );
}

/** Bytes as GB, to one decimal. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
