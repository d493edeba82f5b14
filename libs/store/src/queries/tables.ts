import type { Side } from '@contraflow/contract';

/** The table and the column of time of each side. */
export const ROWS: Record<Side, { table: string; instant: string }> = {
  http: { table: 'http_exchange', instant: 'started_at' },
  kafka: { table: 'kafka_record', instant: 'observed_at' },
};
