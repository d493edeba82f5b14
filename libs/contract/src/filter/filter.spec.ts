import { compileFilter, FilterError, parseFilter, type FieldName, type FilterableFlow } from './index.js';

const http = flow('http', { method: 'POST', route: '/orders/{id}', path: '/orders/17', service: 'shop', agent: 'mobile/4.2' }, { status: 503, duration: 250e6, size: 1_200 }, { requestBody: '{"card":"[redacted]"}' });
const kafka = flow('kafka', { topic: 'orders', tombstone: 'false' }, { partition: 3, offset: 41_644, size: 80 }, { key: 'o-88213', value: '{"city":"M\u00c3\u00bcnchen"}' });

function flow(kind: 'http' | 'kafka', text: Record<string, string>, number: Record<string, number>, bytes: Record<string, string>): FilterableFlow {
  return {
    kind,
    number: (field: FieldName) => number[field] ?? null,
    text: (field: FieldName) => (field === 'side' ? kind : (text[field] ?? null)),
    bytes: (field: string) => bytes[field] ?? null,
  };
}
const finds = (filter: string) => [http, kafka].filter(compileFilter(parseFilter(filter))).map((found) => found.kind);

test.each<[string, string[]]>([
  ['', ['http', 'kafka']],
  ['status:>=500 route:/orders/* -method:GET', ['http']],
  ['topic:orders', ['kafka']],
  ['-topic:orders', ['http']],
  ['status:5xx', ['http']],
  ['status:400..499', []],
  ['status:500..599', ['http']],
  ['side:rest', ['http']],
  ['duration:>0.2s', ['http']],
  ['duration:>=251', []],
  ['size:>1kB', ['http']],
  ['key:O-88*', ['kafka']],
  ['key:"o-88*"', []],
  ['"MOBILE/4"', ['http']],
  ['münchen', ['kafka']],
  ['mÜnchen', []],
  ['topic:*', ['kafka']],
  ['topic:payments OR method:post', ['http']],
  ['method:post OR topic:orders partition:9', ['http']],
  ['(method:post OR topic:orders) partition:3', ['kafka']],
  ['NOT (method:post OR topic:orders)', []],
  ['path:/orders/17 AND service:SHOP', ['http']],
])('%s finds %j', (filter, expected) => {
  expect(finds(filter)).toEqual(expected);
});

test.each<[string, number, RegExp]>([
  ['status:>=', 8, /number/],
  ['status:', 8, /needs a value/],
  ['foo:1', 1, /no field foo/],
  ['a (b', 3, /no end/],
  ['a)', 2, /never opened/],
  ['x "open', 3, /quote/],
  ['a AND', 6, /has to follow/],
  ['OR a', 1, /between two terms/],
  ['a side:left', 8, /rest or kafka/],
  ['a\u0000b', 2, /control/],
])('%j is a mistake at column %d', (filter, column, message) => {
  const mistake = attempt(filter);
  expect(mistake).toBeInstanceOf(FilterError);
  expect(mistake?.column).toBe(column);
  expect(mistake?.message).toMatch(message);
});

test('brackets without end and endless lists of terms are refused', () => {
  expect(attempt('('.repeat(1_000) + 'a')?.message).toMatch(/deep/);
  expect(attempt('a '.repeat(900))?.message).toMatch(/at most 64 terms/);
});

function attempt(filter: string): FilterError | undefined {
  try {
    parseFilter(filter);
    return undefined;
  } catch (error) {
    return error as FilterError;
  }
}
