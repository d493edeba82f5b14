import type { RecorderFigures } from '../ports/recorder-stats.js';
import { recorderHealth } from './recorder-health.js';

const figures = (over: Partial<RecorderFigures>): RecorderFigures => ({
  queue: { batches: 2, rows: 300, bytes: 2 * 1_048_576, limitBytes: 64 * 1_048_576 }, secondsBehind: 0.42, sources: [], medianCommitMs: 3,
  totals: { transactions: 0, http: 0, kafka: 0, sends: 0, commits: 0, dropped: 0, setAside: 0, refused: 0, retries: 0 }, stalled: null, ...over,
});

test('a recorder that keeps up is well', () => {
  expect(recorderHealth(figures({}))).toMatchObject({ state: 'ok', figure: '0.4 s behind', detail: null });
});

test('one that is behind, or full, says how much waits', () => {
  expect(recorderHealth(figures({ secondsBehind: 30 }))).toMatchObject({ state: 'degraded', detail: expect.stringContaining('300 rows (2.0 MiB)') });
  const full = figures({ queue: { batches: 9, rows: 9, bytes: 70 * 1_048_576, limitBytes: 64 * 1_048_576 } });
  expect(recorderHealth(full)).toMatchObject({ state: 'degraded', detail: expect.stringContaining('slowed down') });
});

test('one that cannot store anything is down, with the reason', () => {
  expect(recorderHealth(figures({ stalled: { since: 1, reason: 'the disk is full' } }))).toMatchObject({ state: 'down', detail: expect.stringContaining('the disk is full') });
});
