import { flowInstant, parseKafkaRecordId, type FilterNode, type FlowSummary, type Side } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { filterSql } from '../filter-sql.js';
import type { FlowCursor } from './flow-cursor.js';
import { HTTP_SUMMARY_COLUMNS, toHttpSummary, type HttpSummaryRow } from './http-rows.js';
import { microsOf, timestamptzOf } from './instants.js';
import { KAFKA_SUMMARY_COLUMNS, toKafkaSummary, type KafkaSummaryRow } from './kafka-rows.js';
import type { Window } from './windows.js';

export interface NewestQuestion {
  sides: readonly Side[];
  filter: FilterNode;
  /** Only flows after this place in the list; null for the list's begin. */
  after: FlowCursor | null;
}

/** The newest flows of one window, both sides merged, newest first, at most `limit`. */
export async function newestFlows(client: Queryable, question: NewestQuestion, window: Window, limit: number): Promise<FlowSummary[]> {
  const http = question.sides.includes('http') ? await newestHttp(client, question, window, limit) : [];
  const kafka = question.sides.includes('kafka') ? await newestKafka(client, question, window, limit) : [];
  return mergeNewest(http, kafka).slice(0, limit);
}

/** Merges two lists that are newest first; at one instant exchanges stand before records. */
export function mergeNewest(http: FlowSummary[], kafka: FlowSummary[]): FlowSummary[] {
  const merged: FlowSummary[] = [];
  let next = 0;
  for (const record of kafka) {
    const instant = microsOf(flowInstant(record));
    while (next < http.length && microsOf(flowInstant(http[next] as FlowSummary)) >= instant) merged.push(http[next++] as FlowSummary);
    merged.push(record);
  }
  return merged.concat(http.slice(next));
}

async function newestHttp(client: Queryable, { filter, after }: NewestQuestion, window: Window, limit: number): Promise<FlowSummary[]> {
  const values: unknown[] = [timestamptzOf(window.from), timestamptzOf(window.to), limit];
  const condition = filterSql(filter, 'http', values.length + 1);
  if (condition.text === 'false') return [];
  values.push(...condition.values);
  let place = 'true';
  if (after?.id && parseKafkaRecordId(after.id)) place = `started_at < $${values.push(timestamptzOf(after.micros / 1_000))}`;
  else if (after?.id) place = `(started_at, id) < ($${values.push(timestamptzOf(after.micros / 1_000))}, $${values.push(after.id)}::uuid)`;
  const { rows } = await client.query<HttpSummaryRow>(
    `SELECT ${HTTP_SUMMARY_COLUMNS} FROM http_exchange
     WHERE started_at >= $1 AND started_at < $2 AND ${condition.text} AND ${place}
     ORDER BY started_at DESC, id DESC LIMIT $3`,
    values,
  );
  return rows.map(toHttpSummary);
}

async function newestKafka(client: Queryable, { filter, after }: NewestQuestion, window: Window, limit: number): Promise<FlowSummary[]> {
  const values: unknown[] = [timestamptzOf(window.from), timestamptzOf(window.to), limit];
  const condition = filterSql(filter, 'kafka', values.length + 1);
  if (condition.text === 'false') return [];
  values.push(...condition.values);
  const address = after?.id ? parseKafkaRecordId(after.id) : null;
  let place = 'true';
  if (after && address) {
    const parameters = [timestamptzOf(after.micros / 1_000), address.topicId, address.partition, address.offset, address.clusterId];
    const [instant, topicId, partition, offset, clusterId] = parameters.map((value) => `$${values.push(value)}`);
    place = `(observed_at, topic_id, partition, "offset", cluster_id COLLATE "C") < (${instant}, ${topicId}::uuid, ${partition}, ${offset}, ${clusterId})`;
  }
  const { rows } = await client.query<KafkaSummaryRow>(
    `SELECT ${KAFKA_SUMMARY_COLUMNS} FROM kafka_record
     WHERE observed_at >= $1 AND observed_at < $2 AND ${condition.text} AND ${place}
     ORDER BY observed_at DESC, topic_id DESC, partition DESC, "offset" DESC, cluster_id COLLATE "C" DESC LIMIT $3`,
    values,
  );
  return rows.map(toKafkaSummary);
}
