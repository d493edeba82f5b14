import { parseFilter } from '@contraflow/contract';
import { countFlows, countTimeline, readFlow, searchFlows, streamFlows, readContrastFigures } from '../src/index.js';
import { exchange, openSampleStore, placed, record } from './read-samples.js';

test('scratch', async () => {
  const sample = await openSampleStore();
  const out: string[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>) => { const t = performance.now(); const r = await work().catch((e) => e.message); out.push(`${name}: ${(performance.now() - t).toFixed(0)} ms`); return r as T; };
  const now = Date.now();
  const N = 800_000;
  const span = 4 * 3_600_000;
  await sample.record({ http: placed.http([exchange({ startedAt: now - 1, traceId: '0af7651916cd43dd8448eb211c80319c' })]), kafka: [record({ observedAt: now - 1, offset: 1n })] });
  await sample.record({ http: placed.http([exchange({ startedAt: now - span })]) , kafka: [record({ observedAt: now - span, offset: 1n })]});
  await sample.writer.query(`INSERT INTO http_exchange SELECT gen_random_uuid(), to_timestamp(($1::float8 - $2::float8 + $2::float8 * n / $3) / 1000), now(), 's', n, 1000000 + n, null, 'GET', '/orders/{id}', 'http', '/orders/' || n, '', 'x', 80, '1.1.1.1', 'web/1', 200, 0, 100, '[]', '[]', repeat('x', 200)::bytea, false, repeat('y', 300)::bytea, false, null, gen_random_uuid(), null, 'shop' FROM generate_series(1, $3::int) n`, [now, span, N]);
  await sample.writer.query(`INSERT INTO kafka_record SELECT to_timestamp(($1::float8 - $2::float8 + $2::float8 * n / $3) / 1000), now(), 'c', '0f0e0d0c-0b0a-4908-8706-050403020100', 'orders', n % 12, n, 1, 'k', 1, false, repeat('v', 300)::bytea, 300, false, '[]', false, null, gen_random_uuid(), null FROM generate_series(1, $3::int) n`, [now, span, N]);
  await sample.writer.query('SELECT brin_summarize_new_values(oid::regclass) FROM pg_class WHERE relkind=\'i\' AND relam=(SELECT oid FROM pg_am WHERE amname=\'brin\')');
  const pool = sample.store.pool;
  const both = ['http', 'kafka'] as const;
  const range = { from: now - span, to: now, sides: both };
  for (const analyzed of ['no stats', 'analyzed']) {
    if (analyzed === 'analyzed') await sample.writer.query('ANALYZE');
    out.push(analyzed);
    const first = await timed('first page', () => searchFlows(pool, { ...range, filter: parseFilter(''), limit: 100, before: null }, 30_000));
    await timed('rare free text 4h', async () => { const a = await searchFlows(pool, { ...range, filter: parseFilter('"never there"'), limit: 100, before: null }, 30_000); out.push(JSON.stringify({ c: a.complete, s: now - a.searchedFrom })); });
    await timed('rare path', async () => { const a = await searchFlows(pool, { ...range, filter: parseFilter('path:/orders/17'), limit: 100, before: null }, 30_000); out.push(`${a.flows.length}`); });
    await timed('timeline rows', () => countTimeline(pool, { ...range, filter: parseFilter('path:*7') }, 30_000));
    await timed('timeline rollup', () => countTimeline(pool, { ...range, filter: parseFilter('') }, 30_000));
    await timed('count', () => countFlows(pool, { ...range, filter: parseFilter(''), recordedUntil: Date.now() + 1e6 }, 30_000));
    await timed('read flow', () => readFlow(pool, first.flows.find((f) => f.kind === 'http')!.id, 10_000));
    await timed('contrast', () => readContrastFigures(pool, { from: now - 86_400_000, to: now }, 30_000));
    let rows = 0;
    await timed('export 20 min', async () => { for await (const some of streamFlows(sample.url, { from: now - 1_200_000, to: now, sides: both, filter: parseFilter(''), recordedUntil: Date.now() + 1e6 }, new AbortController().signal)) rows += some.length; });
    out.push(`rows ${rows}`);
  }
  const { rows: plan } = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT id FROM http_exchange WHERE started_at >= '${new Date(now - 15_000).toISOString()}' AND started_at < '${new Date(now).toISOString()}' ORDER BY started_at DESC, id DESC LIMIT 101`);
  out.push(plan.map((r: Record<string, string>) => r['QUERY PLAN']).join('\n'));
  const { rows: plan2 } = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT id FROM http_exchange WHERE trace_id = '0af76519-16cd-43dd-8448-eb211c80319c' AND started_at >= '${new Date(now - 3600_000).toISOString()}' AND started_at < '${new Date(now + 3600_000).toISOString()}' ORDER BY started_at LIMIT 200`);
  out.push(plan2.map((r: Record<string, string>) => r['QUERY PLAN']).join('\n'));
  process.stderr.write(out.join('\n') + '\n');
  await sample.close();
}, 300_000);
