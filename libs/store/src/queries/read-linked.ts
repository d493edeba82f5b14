import type { FlowSummary, HttpSummary, KafkaSummary } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { HTTP_SUMMARY_COLUMNS, toHttpSummary, type HttpSummaryRow } from './http-rows.js';
import { uuidOfTraceId } from './ids.js';
import { timestamptzOf } from './instants.js';
import { KAFKA_SUMMARY_COLUMNS, toKafkaSummary, type KafkaSummaryRow } from './kafka-rows.js';
import { mergeNewest } from './newest-flows.js';

const AROUND_MS = 3_600_000;
/** Flows of one trace that are answered. */
export const LINKED_LIMIT = 200;

/** The flows of a trace on both sides within an hour of `instant`, oldest first, at most {@link LINKED_LIMIT}. */
export async function readLinked(client: Queryable, traceId: string, instant: number): Promise<FlowSummary[]> {
  const values = [uuidOfTraceId(traceId), timestamptzOf(instant - AROUND_MS), timestamptzOf(instant + AROUND_MS), LINKED_LIMIT];
  const http = await client.query<HttpSummaryRow>(
    `SELECT ${HTTP_SUMMARY_COLUMNS} FROM http_exchange
     WHERE trace_id = $1 AND started_at >= $2 AND started_at < $3 ORDER BY started_at, id LIMIT $4`,
    values,
  );
  const kafka = await client.query<KafkaSummaryRow>(
    `SELECT ${KAFKA_SUMMARY_COLUMNS} FROM kafka_record
     WHERE trace_id = $1 AND observed_at >= $2 AND observed_at < $3 ORDER BY observed_at, topic_id, partition, "offset" LIMIT $4`,
    values,
  );
  const exchanges: HttpSummary[] = http.rows.map(toHttpSummary).reverse();
  const records: KafkaSummary[] = kafka.rows.map(toKafkaSummary).reverse();
  return mergeNewest(exchanges, records).reverse().slice(0, LINKED_LIMIT);
}
