import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesFree } from './data-folder.ts';

const LARGEST_BYTES = 10 * 1024 ** 3;
const PART_OF_DISK = 5;

/**
 * How many bytes the embedded database may take where nobody said: the smaller of 10 GB and a fifth of what is free for
 * it. What it takes already counts as free, so that the bound does not shrink as the record grows.
 * @param dataDir the cluster's folder, which need not exist yet
 */
export function defaultStorageBound(dataDir: string, free = bytesFree(dirname(dataDir))): number {
  return Math.min(LARGEST_BYTES, Math.floor((free + bytesIn(dataDir)) / PART_OF_DISK));
}

/** Bytes on disk of all files below `folder`; what disappears meanwhile counts as nothing. */
function bytesIn(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? bytesIn(path) : onDisk(path));
    }, 0);
  } catch {
    return 0;
  }
}

function onDisk(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}
