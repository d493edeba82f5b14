import type { ProducerSend } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { spanIdOf, traceIdOf } from './ids.js';
import { instantOf, instantSql } from './instants.js';

/** A record as the queries about its way need it. */
export interface RecordPlace {
  id: string;
  clusterId: string;
  topicId: string;
  topic: string;
  partition: number;
  offset: string;
  /** The record's own time, epoch milliseconds, where that can be; else null. */
  timestamp: number | null;
  /** When our tail had it, epoch milliseconds. */
  observedAt: number;
}

interface SendRow {
  place: number;
  topic: string;
  partition: number;
  offset: string;
  sent_ms: number;
  duration_ns: string;
  error_type: string | null;
  trace_id: string | null;
  span_id: Buffer | null;
  service: string;
}

/**
 * What producers said of sending these records, by record id. A topic that was made
 * again counts its offsets anew, so of several sends the one nearest to the record's own time is taken.
 */
export async function readSends(client: Queryable, records: RecordPlace[]): Promise<Map<string, ProducerSend>> {
  if (records.length === 0) return new Map();
  const { rows } = await client.query<SendRow>(
    `SELECT wanted.place::int, send.topic, send.partition, send."offset", ${instantSql('send.sent_at')} AS sent_ms,
            send.duration_ns, send.error_type, send.trace_id, send.span_id, send.service
     FROM unnest($1::text[], $2::int[], $3::bigint[], $4::float8[]) WITH ORDINALITY AS wanted(topic, partition, "offset", timestamp_ms, place)
     CROSS JOIN LATERAL (
       SELECT * FROM producer_send
       WHERE topic = wanted.topic AND partition = wanted.partition AND "offset" = wanted."offset"
       ORDER BY abs(${instantSql('sent_at')} - wanted.timestamp_ms) LIMIT 1
     ) AS send`,
    [records.map((record) => record.topic), records.map((record) => record.partition), records.map((record) => record.offset), records.map((record) => record.timestamp ?? record.observedAt)],
  );
  return new Map(rows.map((row) => [(records[row.place - 1] as RecordPlace).id, toProducerSend(row)]));
}

function toProducerSend(row: SendRow): ProducerSend {
  return {
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    sentAt: instantOf(row.sent_ms),
    durationNs: Number(row.duration_ns),
    errorType: row.error_type,
    traceId: traceIdOf(row.trace_id),
    spanId: spanIdOf(row.span_id),
    service: row.service,
  };
}
