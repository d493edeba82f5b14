import type { Queryable } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { addTo, IN_SPAN, spanValues, stepOf, type Span } from './span.js';

/** What was written to the observed databases, from `database_minute`. */
export interface Written {
  rows: number;
  bytes: number;
  /** Of all of them together, at the end of the span. */
  sizeBytes: number;
  /** Bytes, by the start of their step. */
  steps: Map<number, number>;
}

/** Null where no database was observed in the span. */
export async function readWritten(client: Queryable, span: Span): Promise<Written | null> {
  const { rows: minutes } = await client.query<{ minute_ms: number; rows: string; bytes: string }>(
    `SELECT ${instantSql('minute')} AS minute_ms, sum(rows_written) AS rows, coalesce(sum(bytes_written), 0) AS bytes
     FROM database_minute WHERE ${IN_SPAN} GROUP BY minute ORDER BY minute`,
    spanValues(span),
  );
  if (minutes.length === 0) return null;
  const { rows: [sizes] } = await client.query<{ size: string }>(
    `SELECT sum(size_bytes) AS size FROM (SELECT DISTINCT ON (name) size_bytes FROM database_minute WHERE ${IN_SPAN} ORDER BY name, minute DESC) AS latest`,
    spanValues(span),
  );
  const written: Written = { rows: 0, bytes: 0, sizeBytes: Number(sizes?.size), steps: new Map() };
  for (const minute of minutes) {
    written.rows += Number(minute.rows);
    written.bytes += Number(minute.bytes);
    addTo(written.steps, stepOf(span, instantOf(minute.minute_ms)), Number(minute.bytes));
  }
  return written;
}
