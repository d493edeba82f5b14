import { inBytes, storageHealth } from './storage-health.js';

const GIB = 1_024 ** 3;
const figures = { bytes: 4 * GIB, maxBytes: 10 * GIB as number | null, isExhausted: false, lastRoomDrop: null, failing: null };

test('storage is well below 80 % of its bound, and says how full it is', () => {
  expect(storageHealth(figures)).toEqual({ id: 'storage', label: 'Storage', state: 'ok', figure: '40 % of 10.0 GiB', detail: null });
  expect(storageHealth({ ...figures, bytes: 8 * GIB - 1 })).toMatchObject({ state: 'ok', figure: '79 % of 10.0 GiB' });
});

test('from 80 % on it warns of what goes at 100 %', () => {
  const warned = storageHealth({ ...figures, bytes: 8.3 * GIB });
  expect(warned).toMatchObject({ state: 'degraded', figure: '83 % of 10.0 GiB', detail: expect.stringContaining('at 100 % the oldest day of rows is dropped') });
  expect(storageHealth({ ...figures, bytes: 8 * GIB }).state).toBe('degraded');
});

test('beyond its bound it says what goes, or that today stays where nothing is left to drop', () => {
  expect(storageHealth({ ...figures, bytes: 12 * GIB })).toMatchObject({ state: 'degraded', detail: expect.stringContaining('are being dropped') });
  expect(storageHealth({ ...figures, bytes: 12 * GIB, isExhausted: true })).toMatchObject({ state: 'degraded', figure: '120 % of 10.0 GiB', detail: expect.stringContaining('no older day') });
});

test('without a bound it only says what it takes', () => {
  expect(storageHealth({ ...figures, maxBytes: null })).toMatchObject({ state: 'ok', figure: '4.0 GiB', detail: null });
  expect(storageHealth({ ...figures, bytes: null })).toMatchObject({ state: 'ok', figure: 'not looked at yet' });
});

test('what was dropped for room is told, and why nothing can be dropped', () => {
  const lastRoomDrop = { day: Date.UTC(2026, 10, 20), at: Date.UTC(2026, 10, 22, 3) };
  expect(storageHealth({ ...figures, lastRoomDrop })).toMatchObject({ state: 'ok', detail: 'Rows of 2026-11-20 went for room on 2026-11-22; their roll-ups are kept.' });
  expect(storageHealth({ ...figures, failing: 'must be owner of table http_exchange' })).toMatchObject({ state: 'degraded', detail: expect.stringContaining('must be owner') });
});

test('sizes have three digits or so, and a unit', () => {
  expect([0, 1_023, 1_024, 1.5 * GIB, 3_000 * GIB].map(inBytes)).toEqual(['0 B', '1023 B', '1.0 KiB', '1.5 GiB', '2.9 TiB']);
});
