import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build as viteBuild } from 'vite';
import { captureFolder, ENTRIES, packageFolder } from './manifest.ts';
import { repositoryRoot } from '../paths.ts';
import { writeTypes } from './types.ts';

/**
 * Makes `libs/capture/dist/package`: the library with the contract and its schemas in it, as modules for Node 20 and newer, and
 * the declarations. Only Node's own modules are imported from there.
 */
export async function buildCapturePackage(): Promise<void> {
  rmSync(packageFolder, { recursive: true, force: true });
  const sources = ENTRIES.map((name) => join(captureFolder, `src/package/${name}.ts`));
  await viteBuild({
    root: captureFolder,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: ['contract', 'measure'].map((name) => ({ find: `@contraflow/${name}`, replacement: join(repositoryRoot, 'libs', name, 'src/index.ts') })) },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: packageFolder,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        // While the manifests are exchanged, programs of the repository that are just starting find all that they import.
        input: Object.fromEntries(ENTRIES.map((name, i) => [name, name === 'index' ? join(captureFolder, 'src/index.ts') : (sources[i] as string)])),
        treeshake: { moduleSideEffects: false },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
      },
    },
  });
  writeTypes(sources, join(packageFolder, 'types'));
}
