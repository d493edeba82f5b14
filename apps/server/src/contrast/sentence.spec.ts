import type { Contrast } from '@contraflow/contract';
import { sentenceOf } from './sentence.js';
import { durationWords, shareWords, windowWords } from './words.js';

const now = Date.UTC(2026, 10, 22, 12, 0, 20);
const latency = (p95Ns: number | null) => ({ bars: [], quantiles: p95Ns === null ? null : { count: 9, p50Ns: 1, p95Ns, p99Ns: p95Ns } });

interface Case {
  exchanges?: number;
  records?: number;
  blocked?: number | null;
  accepted?: number | null;
  readable?: number | null;
  completed?: number | null;
  unanswered?: number;
  slowest?: string | null;
  behind?: string | null;
  lag?: number | null;
  offsetLag?: number | null;
}

function sentence({ exchanges = 1_000, records = 1_000, blocked = 48e6, accepted = 3.1e6, readable = 9e6, completed = 38e9, unanswered = 0, slowest = 'analytics', behind = null, lag = null, offsetLag = 0 }: Case) {
  const contrast = {
    from: now - 3_620_000, to: now, exchanges, records,
    asking: { http: { blocked: latency(blocked) }, kafka: { accepted: latency(accepted), readable: latency(readable), completed: latency(completed), slowestGroup: slowest === null ? null : { consumerGroup: slowest, p95Ns: 1 } } },
    interest: { http: { unanswered }, kafka: { groupBehind: behind, timeLagSeconds: lag, offsetLag } },
  } as unknown as Contrast;
  return sentenceOf(contrast, now);
}
const textOf = (given: Case) => sentence(given).map((part) => part.text).join('');

test.each<[Case, string]>([
  [{ behind: 'analytics', lag: 38 }, 'In the last hour REST callers waited 48 ms (p95) and had their answer. Producers were free after 3.1 ms, and groups were done 38 s after the record was made, because analytics is 38 s behind.'],
  [{ behind: 'shipping', lag: 4, unanswered: 2 }, 'In the last hour REST callers waited 48 ms (p95), and 99.8 % had their answer. Producers were free after 3.1 ms, and groups were done 38 s after the record was made; shipping is 4 s behind.'],
  [{ exchanges: 0, blocked: null, accepted: null }, 'In the last hour no REST exchange was recorded. No producer said when it was free; records could be read after 9 ms, and groups were done 38 s after the record was made.'],
  [{ accepted: null, readable: null, completed: null, slowest: null }, 'In the last hour REST callers waited 48 ms (p95) and had their answer. When producers were free is unknown.'],
  [{ completed: null, slowest: null, offsetLag: null }, 'In the last hour REST callers waited 48 ms (p95) and had their answer. Producers were free after 3.1 ms, and no group is known to read.'],
  [{ completed: null, slowest: null, behind: 'billing' }, 'In the last hour REST callers waited 48 ms (p95) and had their answer. Producers were free after 3.1 ms, and billing is behind.'],
  [{ records: 0, accepted: null, readable: null, completed: null, slowest: null }, 'In the last hour REST callers waited 48 ms (p95) and had their answer. No Kafka record was recorded meanwhile, and no group is behind.'],
  [{ unanswered: 1_000, records: 0, completed: null, offsetLag: null }, 'In the last hour REST callers waited 48 ms (p95) and had no answer. No Kafka record was recorded meanwhile, and no group is known to read.'],
])('of %j it says what was measured', (given, expected) => {
  expect(textOf(given)).toBe(expected);
});

test('each side colours its own part', () => {
  const parts = sentence({});
  expect(parts.filter((part) => part.side === 'http').map((part) => part.text)).toEqual(['REST callers waited 48 ms']);
  expect(parts.filter((part) => part.side === 'kafka').map((part) => part.text)).toEqual(['Producers were free after 3.1 ms', '38 s after the record was made']);
});

test('a window is named by its length when it ends now, else by its ends', () => {
  expect(windowWords(now - 925_000, now, now)).toBe('In the last 15 min');
  expect(windowWords(now - 7_500_000, now, now)).toBe('In the last 2.08 h');
  expect(windowWords(now - 7_200_000, now - 3_600_000, now)).toBe('From 2026-11-22 10:00 to 2026-11-22 11:00 UTC');
});

test('figures keep three digits and never round a share up to all', () => {
  expect([900, 1_234, 12_345_678, 1.5e9, 200e9, 9e12].map(durationWords)).toEqual(['900 ns', '1.23 µs', '12.3 ms', '1.5 s', '3.33 min', '2.5 h']);
  expect([shareWords(99_999, 100_000), shareWords(1, 100_000), shareWords(5, 5), shareWords(1, 3)]).toEqual(['99.99 %', 'under 0.01 %', '100 %', '33.33 %']);
});
