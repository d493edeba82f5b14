import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

// Standard input: JSON array of {path, code}. Standard output: for each the names of the rules it breaks.
// The code is linted as if it were the file at `path`, which need not exist; without rules that need types.

const snippets = JSON.parse(await text(process.stdin));
const untyped = ['no-floating-promises', 'no-misused-promises', 'await-thenable'].map((rule) => [`@typescript-eslint/${rule}`, 'off']);
const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } }, rules: Object.fromEntries(untyped) },
});
const broken = [];
for (const { path, code } of snippets) {
  const results = await eslint.lintText(code, { filePath: path, warnIgnored: true });
  broken.push(results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message)));
}
process.stdout.write(JSON.stringify(broken));
