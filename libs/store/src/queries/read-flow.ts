import {
  flowInstant, instantOfUuidV7, parseKafkaRecordId, UuidV7,
  type Flow, type FlowDetail, type FlowSummary, type KafkaSummary, type LinkedRecord,
} from '@contraflow/contract';
import type { Pool } from 'pg';
import { ask, Deadline, type Queryable } from './ask.js';
import { HTTP_COLUMNS, toHttpExchange, type HttpExchangeRow } from './http-rows.js';
import { instantOf, timestamptzOf } from './instants.js';
import { KAFKA_COLUMNS, toKafkaRecord, type KafkaRecordRow } from './kafka-rows.js';
import { readLinked } from './read-linked.js';
import { readPassages } from './read-passages.js';
import { readSends } from './read-sends.js';
import { relationOf } from './relation.js';

/** How far the start of an exchange may lie from the millisecond in its id. */
const ID_TOLERANCE_MS = 2_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface FoundFlow {
  flow: Flow;
  recordedAt: number;
}

/**
 * One flow by its id with what is known of its way: the producer's span, the groups that
 * passed it, and the other flows of its trace.
 * @returns null when there is no such flow
 * @throws QueryTimeout
 */
export async function readFlow(pool: Pool, id: string, timeoutMs: number): Promise<FlowDetail | null> {
  return ask(pool, new Deadline(timeoutMs), async (client) => {
    const found = UuidV7.safeParse(id).success ? await readExchange(client, id) : await readRecord(client, id);
    if (!found) return null;
    const { flow } = found;
    const linked = flow.traceId ? await readLinked(client, flow.traceId, flowInstant(flow)) : [];
    const others = linked.filter((other) => other.summary.id !== id);
    const records = [...(flow.kind === 'kafka' ? [flow] : []), ...others.map(({ summary }) => summary).filter(isRecord)];
    const sends = await readSends(client, records);
    const passages = await readPassages(client, records);
    const wayOf = (recordId: string) => ({ send: sends.get(recordId) ?? null, groups: passages.get(recordId) ?? [] });
    return { ...found, ...wayOf(id), linked: others.map((other): LinkedRecord => ({ summary: other.summary, relation: relationOf(flow, other), ...wayOf(other.summary.id) })) };
  });
}

function isRecord(summary: FlowSummary): summary is KafkaSummary {
  return summary.kind === 'kafka';
}

async function readExchange(client: Queryable, id: string): Promise<FoundFlow | null> {
  const instant = instantOfUuidV7(id);
  if (instant > Date.parse('9999-01-01')) return null;
  const { rows: [row] } = await client.query<HttpExchangeRow>(
    `SELECT ${HTTP_COLUMNS} FROM http_exchange WHERE started_at >= $1 AND started_at < $2 AND id = $3 LIMIT 1`,
    [timestamptzOf(instant - ID_TOLERANCE_MS), timestamptzOf(instant + ID_TOLERANCE_MS), id],
  );
  return row ? { flow: toHttpExchange(row), recordedAt: instantOf(row.recorded_ms) } : null;
}

async function readRecord(client: Queryable, id: string): Promise<FoundFlow | null> {
  const address = parseKafkaRecordId(id);
  if (!address || !UUID.test(address.topicId) || BigInt(address.offset) >= 2n ** 63n) return null;
  const { rows: [row] } = await client.query<KafkaRecordRow>(
    `SELECT ${KAFKA_COLUMNS} FROM kafka_record
     WHERE topic_id = $1 AND partition = $2 AND "offset" = $3 AND cluster_id = $4 LIMIT 1`,
    [address.topicId, address.partition, address.offset, address.clusterId],
  );
  return row ? { flow: toKafkaRecord(row), recordedAt: instantOf(row.recorded_ms) } : null;
}
