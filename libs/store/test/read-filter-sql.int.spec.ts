import fc from 'fast-check';
import { compileFilter, parseFilter, type FilterNode, type Side } from '@contraflow/contract';
import { filterableHttp, filterableKafka, filterSql, type KafkaRow } from '../src/index.js';
import { anyExchange, anyFilter, anyRecord } from './read-arbitraries.js';
import { openSampleStore, placed } from './read-samples.js';

let sample: Awaited<ReturnType<typeof openSampleStore>>;
const now = Date.now() - 60_000;
const seed = 20261122;
const exchanges = Array.from({ length: 250 }, (_, at) => fc.sample(anyExchange(now + at), { seed: seed + at, numRuns: 1 })[0]!);
const records: KafkaRow[] = Array.from({ length: 250 }, (_, at) => fc.sample(anyRecord(now + at, BigInt(at % 7) + BigInt(at) * 10n), { seed: seed + at, numRuns: 1 })[0]!);

beforeAll(async () => {
  sample = await openSampleStore();
  await sample.record({ http: placed.http(exchanges), kafka: records });
});
afterAll(() => sample.close());

async function foundBySql(filter: FilterNode, side: Side): Promise<string[]> {
  const { text, values } = filterSql(filter, side);
  const [table, id] = side === 'http' ? ['http_exchange', 'id::text'] : ['kafka_record', `"offset"::text`];
  const { rows } = await sample.store.pool.query<{ id: string }>(`SELECT ${id} AS id FROM ${table} WHERE ${text} ORDER BY 1`, values);
  return rows.map((row) => row.id);
}

function foundByPredicate(filter: FilterNode, side: Side): string[] {
  const test = compileFilter(filter);
  return side === 'http'
    ? placed.http(exchanges).filter((row) => test(filterableHttp(row))).map((row) => row.exchange.id).sort()
    : records.filter((row) => test(filterableKafka(row))).map((row) => String(row.offset)).sort();
}

test('the SQL of any filter finds what its predicate finds', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      for (const side of ['http', 'kafka'] as const) {
        const byPredicate = foundByPredicate(filter, side);
        expect((await foundBySql(filter, side)).sort()).toEqual(byPredicate);
        if (byPredicate.length > 0 && byPredicate.length < 250) found += 1;
      }
    }),
    { numRuns: 600, seed },
  );
  expect(found).toBeGreaterThan(150);
});

test.each([`'; DROP TABLE http_exchange; --`, `"$1" OR 1=1`, `path:*%*`, `route:\\`, `agent:"\\"quoted\\""`])('%j is data, never SQL', async (text) => {
  const filter = parseFilter(text.replaceAll(':\\', ':\\\\'));
  const sql = filterSql(filter, 'http', 3);
  expect(sql.text).not.toContain('DROP');
  expect([...sql.text.matchAll(/\$(\d+)/g)].every(([, n]) => Number(n) >= 3 && Number(n) < 3 + sql.values.length)).toBe(true);
  for (const side of ['http', 'kafka'] as const) expect((await foundBySql(filter, side)).sort()).toEqual(foundByPredicate(filter, side));
});

test('a term about the other side is false without asking Postgres', () => {
  expect(filterSql(parseFilter('topic:orders status:>=500'), 'http').text).toBe('false');
  expect(filterSql(parseFilter('side:kafka'), 'http').text).toBe('false');
  expect(filterSql(parseFilter('-topic:orders'), 'http').text).toBe('true');
});
