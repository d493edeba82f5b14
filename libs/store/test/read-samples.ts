import { randomUUID } from 'node:crypto';
import { ORDINARY_EXCHANGE, type HttpExchange, type ProducerSend } from '@contraflow/contract';
import { Client } from 'pg';
import { V7Generator } from 'uuidv7';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { claimSource, emptyRows, migrate, openStore, writeBatches, type BatchRows, type CommitRow, type KafkaRow, type Store } from '../src/index.js';

/** A migrated database of its own, and a way to record into it as the recorder does. */
export async function openSampleStore(queryTimeoutSeconds = 30) {
  const url = await createTestDatabase();
  await migrate(url);
  const store = openStore({ databaseUrl: url, poolSize: 4, queryTimeoutSeconds });
  const writer = new Client({ connectionString: url });
  await writer.connect();
  const record = (rows: Partial<BatchRows>, recordedAt?: number) => recordRows(writer, rows, recordedAt);
  const close = async () => {
    await writer.end();
    await store.close();
  };
  return { url, store: store satisfies Store, writer, record, close };
}

async function recordRows(writer: Client, rows: Partial<BatchRows>, recordedAt?: number): Promise<void> {
  const source = `sample:${randomUUID()}`;
  const claim = await claimSource(writer, { source, kind: 'capture', label: 'sample', startAt: 0n });
  const batch = { source, epoch: claim.epoch, expected: 0n, next: 1_000_000n, rows: { ...emptyRows(), ...rows }, bytes: 0 };
  await writeBatches(writer, [batch], recordedAt === undefined ? {} : { recordedAt });
}

const uuidV7At = (ms: number) => new V7Generator().generateOrResetWithTs(Math.floor(ms)).toString();

/** An exchange with plain values for what does not matter. */
export function exchange(given: Partial<HttpExchange> & { startedAt: number }): HttpExchange {
  return {
    ...ORDINARY_EXCHANGE, kind: 'http', id: uuidV7At(given.startedAt), durationNs: 12_000_000, timeToFirstByteNs: 9_000_000, requestMethod: 'GET', route: '/orders/{id}',
    urlScheme: 'http', urlPath: '/orders/17', urlQuery: '', serverAddress: '127.0.0.1', serverPort: 80, clientAddress: '127.0.0.1', userAgent: 'web/1',
    responseStatusCode: 200, requestBodySize: 0, responseBodySize: 10, requestHeaders: [['accept', '*/*']], responseHeaders: [], requestBody: null,
    responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop', ...given,
  };
}

export const CLUSTER = 'cluster-1';
export const TOPIC_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** A record with plain values for what does not matter. */
export function record(given: Partial<KafkaRow> & { observedAt: number; offset: bigint }): KafkaRow {
  const value = given.value === undefined ? Buffer.from('{"id":1}') : given.value;
  return {
    clusterId: CLUSTER, topicId: TOPIC_ID, topic: 'orders', partition: 0, timestamp: given.observedAt - 5, appendTime: false, key: Buffer.from('o-1'), keySize: 3, keyTruncated: false,
    value, bodySize: value?.length ?? 0, valueTruncated: false, headers: [], tombstone: value === null, schemaId: null, traceId: null, spanId: null, live: true, ...given,
  };
}

export function send(given: Partial<ProducerSend> & { sentAt: number }): ProducerSend {
  return { topic: 'orders', partition: 0, offset: null, durationNs: 3_000_000, errorType: null, traceId: null, spanId: null, service: 'shop', ...given };
}

export function commit(given: Partial<CommitRow> & { committedAt: number; committedOffset: bigint }): CommitRow {
  return { clusterId: CLUSTER, consumerGroup: 'billing', topicId: TOPIC_ID, topic: 'orders', partition: 0, exact: true, ...given };
}

/** Rows at the positions 0, 1, … */
export const placed = {
  http: (exchanges: HttpExchange[]) => exchanges.map((one, at) => ({ position: BigInt(at), exchange: one })),
  sends: (sends: ProducerSend[]) => sends.map((one, at) => ({ position: BigInt(at), send: one })),
};
