import type { HealthItem } from '@contraflow/contract';
import { arrange } from './arrange.js';

const item = (id: string, state: HealthItem['state'] = 'ok', figure = 'fine'): HealthItem => ({ id, label: id.replace(/^\w+:/, ''), state, figure, detail: null, since: 0 });
const ids = (items: HealthItem[]) => arrange(items).map(({ id }) => id);

test('Postgres, Kafka, recorder and capture come first in this order, then what is wrong, then the rest', () => {
  const items = [item('storage'), item('new-one', 'degraded'), item('database:shop'), item('group:a'), item('source:gateway'), item('recorder'), item('kafka', 'down'), item('postgres'), item('live', 'down')];
  expect(ids(items)).toEqual(['postgres', 'kafka', 'recorder', 'source', 'live', 'new-one', 'group', 'storage', 'database:shop']);
});

test('the first four are there before anything is known of them', () =>
  expect(arrange([]).map(({ label, state, figure }) => `${label} ${state} ${figure}`)).toEqual(['Postgres off not asked yet', 'Kafka off not asked yet', 'Recorder off not heard of yet', 'Capture off no source yet']));

test('forty groups are one place that says how the worst one is and opens on all', () => {
  const groups = Array.from({ length: 40 }, (_, n) => item(`group:g${n}`, n === 17 ? 'degraded' : 'ok', n === 17 ? '3 min behind' : '6 s behind'));
  const place = arrange(groups).find(({ id }) => id === 'group');
  expect(place).toMatchObject({ label: 'Groups', state: 'degraded', figure: 'g17: 3 min behind' });
  expect(place?.items).toHaveLength(40);
  expect(place?.items[0]?.id).toBe('group:g17');
});

test.each([
  [[item('source:shop')], 'ok', 'fine'],
  [[item('source:shop'), item('source:gateway')], 'ok', '2 sources'],
  [[item('source:shop'), item('source:gateway', 'down', 'silent')], 'down', 'gateway: silent'],
  [[item('source:shop', 'degraded', 'slow'), item('source:gateway', 'down', 'silent'), item('source:x')], 'down', '2 of 3 sources: gateway, silent'],
] as const)('capture is one place, whatever the number of its sources (%#)', (items, state, figure) => expect(arrange([...items]).find(({ id }) => id === 'source')).toMatchObject({ label: items.length === 1 ? 'shop' : 'Capture', state, figure }));
