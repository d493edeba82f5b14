import type { HealthBoard } from '../ports/health-board.js';
import { SourceWatch } from './source-watch.js';

test('says on the health board which services have more routes than are told apart, and how to name routes', () => {
  const items: { id: string; state: string; figure: string; detail: string | null }[] = [];
  const watch = new SourceWatch({ set: (item: (typeof items)[number]) => items.push(item), remove: () => undefined } as unknown as HealthBoard);
  const source = 'capture:gateway:018f3c1a-7b2e-7c3d-9e4f-5a6b7c8d9e0f';
  const now = Date.now();
  watch.claimed(source, 'key', now);
  watch.heard(source, 'key', { manyRoutes: 'shop,stock' }, now);
  watch.look(now);
  expect(items.at(-1)).toMatchObject({ id: 'source:gateway', state: 'degraded', figure: 'too many routes' });
  expect(items.at(-1)?.detail).toMatch(/shop, stock.*GATEWAY_ROUTES/);
  watch.heard(source, 'key', {}, now + 1_000);
  watch.look(now + 1_000);
  expect(items.at(-1)).toMatchObject({ state: 'ok', detail: null });
});
