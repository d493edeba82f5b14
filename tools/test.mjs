import { ensureInstalled } from './setup/install.mjs';
import { goOn, orExplain } from './setup/node.mjs';

// npm test: runs on any Node from 20.19 on, installs what is missing, and goes on under the Node 24 it brings.

await orExplain(async () => {
  await ensureInstalled();
  await goOn('tools/test/main.ts', process.argv.slice(2));
});
