import { flowInstant, type FlowSummary } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { HTTP_SUMMARY_COLUMNS, toHttpSummary, type HttpSummaryRow } from './http-rows.js';
import { spanIdOf, uuidOfTraceId } from './ids.js';
import { timestamptzOf } from './instants.js';
import { KAFKA_SUMMARY_COLUMNS, toKafkaSummary, type KafkaSummaryRow } from './kafka-rows.js';

const AROUND_MS = 3_600_000;
/** Flows of one trace that are answered. */
export const LINKED_LIMIT = 200;

/** A flow of a trace with its span: an exchange's own, a record's the one that its headers name. */
export interface TraceFlow {
  summary: FlowSummary;
  spanId: string | null;
}

/** The flows of a trace on both sides within an hour of `instant`, oldest first, at most {@link LINKED_LIMIT}. */
export async function readLinked(client: Queryable, traceId: string, instant: number): Promise<TraceFlow[]> {
  const values = [uuidOfTraceId(traceId), timestamptzOf(instant - AROUND_MS), timestamptzOf(instant + AROUND_MS), LINKED_LIMIT];
  const http = await client.query<HttpSummaryRow & { span_id: Buffer | null }>(
    `SELECT ${HTTP_SUMMARY_COLUMNS}, span_id FROM http_exchange
     WHERE trace_id = $1 AND started_at >= $2 AND started_at < $3 ORDER BY started_at, id LIMIT $4`,
    values,
  );
  const kafka = await client.query<KafkaSummaryRow & { span_id: Buffer | null }>(
    `SELECT ${KAFKA_SUMMARY_COLUMNS}, span_id FROM kafka_record
     WHERE trace_id = $1 AND observed_at >= $2 AND observed_at < $3 ORDER BY observed_at, topic_id, partition, "offset" LIMIT $4`,
    values,
  );
  const flows = [
    ...http.rows.map((row): TraceFlow => ({ summary: toHttpSummary(row), spanId: spanIdOf(row.span_id) })),
    ...kafka.rows.map((row): TraceFlow => ({ summary: toKafkaSummary(row), spanId: spanIdOf(row.span_id) })),
  ];
  return flows.sort((a, b) => flowInstant(a.summary) - flowInstant(b.summary)).slice(0, LINKED_LIMIT);
}
