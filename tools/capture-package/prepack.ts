import { copyFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCapturePackage } from './build.ts';
import { captureFolder, monorepoManifest, packageManifest } from './manifest.ts';

// Run by `npm pack` and `npm publish` before they read the folder. In the repository the library is imported from its
// sources and its `dist`; whoever installs the package finds another manifest.
const manifest = join(captureFolder, 'package.json');
if (existsSync(monorepoManifest)) renameSync(monorepoManifest, manifest);
await buildCapturePackage();
const text = `${JSON.stringify(packageManifest(), null, 2)}\n`;
copyFileSync(manifest, monorepoManifest);
writeFileSync(`${manifest}.new`, text);
renameSync(`${manifest}.new`, manifest);
