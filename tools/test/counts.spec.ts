import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { addCounts, readCounts } from './counts.ts';

const folder = temporaryFolder();

test('a file of tests that could not be run is a failure', () => {
  const file = join(folder, 'result.json');
  const result = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, numRuntimeErrorTestSuites: 1 };
  writeFileSync(file, JSON.stringify(result));
  expect(readCounts(file)).toEqual({ passed: 3, failed: 2, skipped: 3 });
});

test('a run that wrote nothing is a failure', () => {
  expect(readCounts(join(folder, 'missing.json'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('runs add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});
