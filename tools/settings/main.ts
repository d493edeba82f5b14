import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build/build.ts';
import { repositoryRoot } from '../paths.ts';
import { exampleFile, gatherSettings, markdownTable, withTable } from './gather.ts';

// npm run settings: prints the table of every setting; with --write it goes into README.md and .env.example.

await build({ apps: [] });
const settings = await gatherSettings();
const table = markdownTable(settings);
if (process.argv.includes('--write')) {
  const readme = join(repositoryRoot, 'README.md');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), table));
  writeFileSync(join(repositoryRoot, '.env.example'), exampleFile(settings));
} else {
  console.log(table);
}
