import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { captureFolder, monorepoManifest } from './manifest.ts';

// Run by `npm pack` after it has read the folder: the repository's own manifest goes back to its place.
if (existsSync(monorepoManifest)) renameSync(monorepoManifest, join(captureFolder, 'package.json'));
