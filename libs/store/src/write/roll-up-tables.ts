import type { CopyKind } from './tables.js';

/** The tables of sums and gauges, partitioned by month, and how much of a page is filled at first: the rest is for updates in place. */
export const ROLLUP_FILL = {
  http_minute: 70,
  http_pair_minute: 70,
  kafka_minute: 70,
  send_minute: 70,
  group_minute: 70,
  partition_minute: 70,
  database_minute: 70,
  latency_hour: 50,
} as const;

export type RollupTable = keyof typeof ROLLUP_FILL;
export const ROLLUP_TABLES = Object.keys(ROLLUP_FILL) as RollupTable[];

/** What rows of each kind are summed up in, now or when they are settled. */
export const ROLLUPS_OF: Record<CopyKind, RollupTable[]> = {
  http: ['http_minute', 'http_pair_minute', 'latency_hour'],
  kafka: ['kafka_minute', 'latency_hour'],
  sends: ['send_minute', 'latency_hour'],
  commits: ['group_minute'],
};
