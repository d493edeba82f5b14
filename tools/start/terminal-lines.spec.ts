import { errorsOf } from './terminal-lines.ts';

function shownOf(lines: [line: string, stream: 'stdout' | 'stderr'][]): string[] {
  const shown: string[] = [];
  const onLine = errorsOf('server', 'server.log', (text) => shown.push(text));
  for (const [line, stream] of lines) onLine(line, stream);
  return shown;
}

test('errors of the JSON log reach the terminal with their cause, the rest does not', () => {
  const shown = shownOf([
    ['{"level":30,"msg":"listening"}', 'stdout'],
    ['{"level":50,"msg":"the batch failed","err":{"message":"connection refused"}}', 'stdout'],
    ['a plain line', 'stdout'],
  ]);
  expect(shown).toEqual(['server: the batch failed: connection refused']);
});

test('what a program writes to standard error reaches the terminal', () => {
  expect(shownOf([['Error: cannot find module', 'stderr'], ['', 'stderr']])).toEqual(['server: Error: cannot find module']);
});

test('a flood of errors is cut off', () => {
  expect(shownOf(Array.from({ length: 1_000 }, () => ['{"level":50,"msg":"again"}', 'stdout']))).toHaveLength(5);
});
