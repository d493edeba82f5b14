import type { KafkaRecord } from '@contraflow/contract';
import { readableText, timestampName, timestampText } from './record-time.js';

const SEEN = Date.parse('2026-11-25T12:00:00Z');
type OwnTime = Parameters<typeof timestampText>[0];
const record = (timestampRaw: string, timestamp: number | null, timestampType: KafkaRecord['timestampType'] = 'CreateTime'): OwnTime => ({ timestampRaw, timestamp, timestampType, observedAt: SEEN });

test.each<[OwnTime, string, string]>([
  [record(String(SEEN - 40), SEEN - 40), '2026-11-25 11:59:59.960 UTC', '40.0\u00a0ms, when our tail had it'],
  [record('-1', null), 'none: the record carries no timestamp', 'unknown: no age can be counted from its own time'],
  [record('1764072000', null), '2025-11-25 12:00:00.000 UTC: written as 1,764,072,000, in seconds where Kafka expects milliseconds', 'unknown: no age can be counted from its own time'],
  [record('1764072000000000', null), '2025-11-25 12:00:00.000 UTC: written as 1,764,072,000,000,000, in microseconds where Kafka expects milliseconds', 'unknown: no age can be counted from its own time'],
  [record('1764072000000000000', null), '2025-11-25 12:00:00.000 UTC: written as 1,764,072,000,000,000,000, in nanoseconds where Kafka expects milliseconds', 'unknown: no age can be counted from its own time'],
  [record(String(SEEN + 1_800_000), null), '2026-11-25 12:30:00.000 UTC: 30\u00a0min ahead of our clock', 'unknown: no age can be counted from its own time'],
  [record('1', null), '1, which is no time in any unit', 'unknown: no age can be counted from its own time'],
  [record(String(SEEN + 20), SEEN + 20), '2026-11-25 12:00:00.020 UTC', '0\u00a0ms, when our tail had it'],
])('the time of %j is told as it is', (given, own, readable) => {
  expect(timestampName(given)).toBe('create time');
  expect(timestampText(given, 'UTC')).toBe(own);
  expect(readableText(given)).toBe(readable);
});

test('the time that the broker set is called the append time', () => {
  const appended = record(String(SEEN - 3), SEEN - 3, 'LogAppendTime');
  expect(timestampName(appended)).toBe('append time');
  expect(timestampText(appended, 'UTC')).toBe('2026-11-25 11:59:59.997 UTC, by the broker (LogAppendTime)');
  expect(readableText(appended)).toBe('3.00\u00a0ms, from the broker appending it to our tail having it');
});
