import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './setup/install.mjs';
import { goOn, orExplain } from './setup/node.mjs';

// node tools/run.mjs NAME [ARGUMENTS]: installs what is missing, then runs tools/NAME/main.ts.

await orExplain(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const tools = fileURLToPath(new URL('.', import.meta.url));
  const known = readdirSync(tools).filter((folder) => existsSync(`${tools}${folder}/main.ts`));
  if (!known.includes(name)) throw new Error(`Usage: node tools/run.mjs NAME, where NAME is one of: ${known.join(', ')}`);
  await ensureInstalled();
  await goOn(`tools/${name}/main.ts`, args);
});
