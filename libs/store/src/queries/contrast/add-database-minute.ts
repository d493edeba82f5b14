import { minuteOf } from '@contraflow/measure';
import type { Pool } from 'pg';
import { timestamptzOf } from '../instants.js';

/** What a database wrote since it was last looked at, and how large it is now. */
export interface DatabaseSample {
  name: string;
  /** Epoch milliseconds. */
  at: number;
  rowsWritten: number;
  bytesWritten: number;
  sizeBytes: number;
}

/** Adds a sample to its minute. */
export async function addDatabaseMinute(pool: Pool, sample: DatabaseSample): Promise<void> {
  await pool.query(
    `INSERT INTO database_minute AS held (minute, name, rows_written, bytes_written, size_bytes) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (minute, name) DO UPDATE SET rows_written = held.rows_written + EXCLUDED.rows_written,
       bytes_written = coalesce(held.bytes_written, 0) + EXCLUDED.bytes_written, size_bytes = EXCLUDED.size_bytes`,
    [timestamptzOf(minuteOf(sample.at)), sample.name, sample.rowsWritten, sample.bytesWritten, sample.sizeBytes],
  );
}
