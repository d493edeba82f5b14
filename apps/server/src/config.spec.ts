import { loadConfig } from './config.js';

const env = { DATABASE_URL: 'postgresql://localhost/contraflow' };

test('rows are kept for a month, roll-ups for longer, and storage has no bound unless one is set', () => {
  expect(loadConfig(env)).toMatchObject({ retentionDays: 30, rollupRetentionDays: 400, storageMaxBytes: 0 });
});

test('roll-ups that would be kept for a shorter time than rows are refused by name', () => {
  expect(loadConfig({ ...env, RETENTION_DAYS: '60', ROLLUP_RETENTION_DAYS: '60' })).toMatchObject({ rollupRetentionDays: 60 });
  expect(() => loadConfig({ ...env, RETENTION_DAYS: '60', ROLLUP_RETENTION_DAYS: '59' })).toThrow(/ROLLUP_RETENTION_DAYS: has to be at least RETENTION_DAYS, 60 \(it is 59\)/);
  expect(() => loadConfig({ ...env, RETENTION_DAYS: '500' })).toThrow(/ROLLUP_RETENTION_DAYS/);
  expect(() => loadConfig({ ...env, RETENTION_DAYS: '0', STORAGE_MAX_BYTES: '-1' })).toThrow(/RETENTION_DAYS: [^]*STORAGE_MAX_BYTES: /);
});
