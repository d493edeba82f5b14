import type { HealthItem } from '@contraflow/contract';
import { inOrder } from './in-order.js';

const item = (id: string, state: HealthItem['state'] = 'ok'): HealthItem => ({ id, label: id, state, figure: '', detail: null, since: 0 });

test('what is wrong stands first, then what the rest hangs on', () => {
  const items = [item('recorder'), item('storage'), item('new-one'), item('database:shop'), item('kafka', 'off'), item('source:shop'), item('group:analytics', 'degraded'), item('source:gateway'), item('postgres'), item('live', 'down')];
  expect(inOrder(items).map(({ id }) => id)).toEqual(['live', 'group:analytics', 'postgres', 'source:shop', 'source:gateway', 'recorder', 'storage', 'database:shop', 'new-one', 'kafka']);
});
