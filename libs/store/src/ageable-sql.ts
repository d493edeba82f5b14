import { CLOCK_TOLERANCE_MS, EARLIEST_TIME_MS } from '@contraflow/contract';

/** `ageableTime` for rows of kafka_record: true where ages may be counted from the record's own time. */
export const AGEABLE_SQL = `timestamp_ms >= ${EARLIEST_TIME_MS} AND timestamp_ms <= date_part('epoch', observed_at) * 1000 + ${CLOCK_TOLERANCE_MS}`;
