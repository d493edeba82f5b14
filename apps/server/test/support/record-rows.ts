import { randomUUID } from 'node:crypto';
import { ORDINARY_EXCHANGE, type HttpExchange, type ProducerSend } from '@contraflow/contract';
import { claimSource, emptyRows, writeBatches, type BatchRows, type CommitRow, type KafkaRow } from '@contraflow/store';
import { Client } from 'pg';
import { V7Generator } from 'uuidv7';

/** Rows as a source would hand them over, without their positions. */
export interface GivenRows {
  http?: HttpExchange[];
  kafka?: KafkaRow[];
  sends?: ProducerSend[];
  commits?: CommitRow[];
}

/** Records rows as the recorder does. */
export async function recordRows(databaseUrl: string, { http = [], kafka = [], sends = [], commits = [] }: GivenRows): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const source = `sample:${randomUUID()}`;
    const { epoch } = await claimSource(client, { source, kind: 'capture', label: 'sample', startAt: 0n });
    const rows: BatchRows = {
      ...emptyRows(), kafka, commits,
      http: http.map((exchange, at) => ({ position: BigInt(at), exchange })),
      sends: sends.map((send, at) => ({ position: BigInt(at), send })),
    };
    await writeBatches(client, [{ source, epoch, expected: 0n, next: 1_000_000n, rows, bytes: 0 }]);
  } finally {
    await client.end();
  }
}

/** An exchange with plain values for what does not matter. */
export function anExchange(given: Partial<HttpExchange> & { startedAt: number }): HttpExchange {
  return {
    ...ORDINARY_EXCHANGE, kind: 'http', id: new V7Generator().generateOrResetWithTs(Math.floor(given.startedAt)).toString(), durationNs: 12_000_000, timeToFirstByteNs: null, requestMethod: 'GET',
    route: '/orders/{id}', urlScheme: 'http', urlPath: '/orders/17', urlQuery: '', serverAddress: '127.0.0.1', serverPort: 80, clientAddress: '127.0.0.1', userAgent: 'web/1',
    responseStatusCode: 200, requestBodySize: 0, responseBodySize: 10, requestHeaders: [], responseHeaders: [], requestBody: null, responseBody: null, errorType: null,
    traceId: null, spanId: null, service: 'shop', ...given,
  };
}

export const CLUSTER = 'cluster-1';
export const TOPIC_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** A record with plain values for what does not matter. */
export function aRecord(given: Partial<KafkaRow> & { observedAt: number; offset: bigint }): KafkaRow {
  return {
    clusterId: CLUSTER, topicId: TOPIC_ID, topic: 'orders', partition: 0, timestamp: given.observedAt - 5, appendTime: false, key: null, keySize: 0, keyTruncated: false, value: Buffer.from('{}'),
    bodySize: 2, valueTruncated: false, headers: [], tombstone: false, schemaId: null, traceId: null, spanId: null, live: true, ...given,
  };
}
