import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What gets smaller; fonts and pictures are compressed by their own formats. */
const TEXTS = /\.(js|css|html|svg|json|txt|map)$/;
/** Below this many bytes an answer fits into its first packet anyway. */
const LEAST_BYTES = 1_024;
/** Source maps are large and seldom asked for: they are not worth the slowest way. */
const qualityOf = (path: string) => (path.endsWith('.map') ? 5 : constants.BROTLI_MAX_QUALITY);

/**
 * Puts a `.br` and a `.gz` beside every text of the build, for the server to send as they are.
 * Where a file does not get smaller by it, there is none.
 */
export function precompress(): Plugin {
  let folder = '';
  let failed = false;
  return {
    name: 'contraflow-precompress',
    apply: 'build',
    configResolved: ({ root, build }) => void (folder = join(root, build.outDir)),
    buildEnd: (error) => void (failed = error !== undefined),
    closeBundle() {
      if (failed) return;
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && TEXTS.test(entry.name)) compressFile(join(entry.parentPath, entry.name));
      }
    },
  };
}

function compressFile(path: string): void {
  const content = readFileSync(path);
  if (content.length < LEAST_BYTES) return;
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: qualityOf(path), [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
  const gzip = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  if (brotli.length < content.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < content.length) writeFileSync(`${path}.gz`, gzip);
}
