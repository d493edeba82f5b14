import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import swc from '@swc/core';

// Jest runs CommonJS, our code and NestJS 12 are ES modules, and some packages require() ES modules. So everything
// that is an ES module is turned into CommonJS with swc, in packages too, and CommonJS is left as it is.

const version = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(swc.version)
  .digest('hex');
/** @type {Map<string, boolean>} */
const moduleFolders = new Map();

/** Whether the package.json next above `folder` says that its `.js` files are ES modules. */
function holdsModules(folder) {
  let answer = moduleFolders.get(folder);
  if (answer === undefined) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) answer = JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
    else answer = dirname(folder) !== folder && holdsModules(dirname(folder));
    moduleFolders.set(folder, answer);
  }
  return answer;
}

function kindOf(path) {
  const ending = extname(path);
  if (ending === '.ts' || ending === '.mts' || ending === '.cts') return 'typescript';
  if (ending === '.tsx') return 'tsx';
  if (ending === '.mjs' || (ending === '.js' && holdsModules(dirname(path)))) return 'module';
  return 'commonjs';
}

export default {
  process(source, path) {
    const kind = kindOf(path);
    if (kind === 'commonjs') return { code: source };
    const typescript = kind !== 'module';
    return swc.transformSync(source, {
      filename: path,
      swcrc: false,
      configFile: false,
      sourceMaps: typescript ? 'inline' : false,
      module: { type: 'commonjs', ignoreDynamic: false },
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: typescript ? { syntax: 'typescript', tsx: kind === 'tsx', decorators: true } : { syntax: 'ecmascript' },
        transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' }, hidden: { jest: typescript } },
      },
    });
  },
  getCacheKey(source, path) {
    return createHash('sha256').update(version).update('\0').update(kindOf(path)).update('\0').update(path).update('\0').update(source).digest('hex');
  },
};
