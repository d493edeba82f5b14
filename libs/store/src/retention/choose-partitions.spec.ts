import { daySpan, monthSpan } from '../write/partition-span.js';
import { expiredPartitions, oldestDay } from './choose-partitions.js';
import type { StoredPartition } from './list-partitions.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 13, 30);
const stored = (span: ReturnType<typeof daySpan>, leaving: StoredPartition['leaving'] = null): StoredPartition => ({
  ...span, bytes: 8_192, leaving, reason: leaving === null ? null : 'room',
});
const day = (table: string, ago: number, leaving: StoredPartition['leaving'] = null) => stored(daySpan(table, NOW - ago * DAY_MS), leaving);
const month = (table: string, year: number, number: number) => stored(monthSpan(table, Date.UTC(year, number - 1)));
const names = (partitions: StoredPartition[]) => partitions.map(({ name }) => name);

test('a day goes once its last moment is older than rows are kept, and not before', () => {
  const partitions = [day('http_exchange', 9), day('http_exchange', 8), day('kafka_record', 7), day('kafka_record', 0)];
  expect(names(expiredPartitions(partitions, NOW, { rows: 7, rollUps: 400 }))).toEqual(['http_exchange_20261113', 'http_exchange_20261114']);
  const end = daySpan('kafka_record', NOW - 7 * DAY_MS).to;
  expect(names(expiredPartitions(partitions.slice(2), end + 7 * DAY_MS - 1, { rows: 7, rollUps: 400 }))).toEqual([]);
  expect(names(expiredPartitions(partitions.slice(2), end + 7 * DAY_MS, { rows: 7, rollUps: 400 }))).toEqual(['kafka_record_20261115']);
});

test('roll-ups go by whole months, by their own number of days, and after rows', () => {
  const partitions = [month('http_minute', 2026, 8), month('latency_hour', 2026, 8), month('http_minute', 2026, 9), day('http_exchange', 90)];
  expect(names(expiredPartitions(partitions, NOW, { rows: 7, rollUps: 60 }))).toEqual(['http_exchange_20260824', 'http_minute_202608', 'latency_hour_202608']);
  expect(names(expiredPartitions(partitions, NOW, { rows: 7, rollUps: 400 }))).toEqual(['http_exchange_20260824']);
});

test('what began to go is gone on with first, however old it is', () => {
  const partitions = [day('http_exchange', 90), day('kafka_record', 2, 'detaching'), day('group_commit', 1, 'detached')];
  expect(names(expiredPartitions(partitions, NOW, { rows: 7, rollUps: 60 }))).toEqual(['kafka_record_20261120', 'group_commit_20261121', 'http_exchange_20260824']);
  expect(names(oldestDay(partitions, NOW))).toEqual(['kafka_record_20261120', 'group_commit_20261121']);
});

test('for room the oldest day goes in all tables; roll-ups, today and tomorrow never do', () => {
  const today = [day('http_exchange', 0), day('kafka_record', 0), day('kafka_record', -1), month('http_minute', 2026, 1)];
  expect(names(oldestDay([day('kafka_record', 1), day('http_exchange', 2), day('kafka_record', 2), ...today], NOW))).toEqual(['http_exchange_20261120', 'kafka_record_20261120']);
  expect(names(oldestDay([day('kafka_record', 1), ...today], NOW))).toEqual(['kafka_record_20261121']);
  expect(oldestDay(today, NOW)).toEqual([]);
});
