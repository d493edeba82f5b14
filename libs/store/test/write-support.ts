import { randomUUID } from 'node:crypto';
import { ORDINARY_EXCHANGE } from '@contraflow/contract';
import { Client } from 'pg';
import { claimSource, emptyRows, migrate, type BatchRows, type CommitRow, type HttpRow, type KafkaRow, type SendRow, type SourceBatch, type SourceClaim } from '../src/index.js';
import { createTestDatabase } from '../../../tools/testing/environment.ts';

export const CLUSTER = 'cluster-1';
export const TOPIC_ID = '6b1e7c8a-52f0-4a1b-9d4e-0c6a5f3b2d10';
/** A quarter of an hour ago, so that a test's rows lie in the past whatever the hour. */
export const START = Date.now() - 15 * 60_000;

export interface TestStore {
  url: string;
  client: Client;
  /** Connections that the store ends at the end. */
  connect(): Promise<Client>;
  one<T>(sql: string, values?: unknown[]): Promise<T>;
  end(): Promise<void>;
}

export async function testStore(): Promise<TestStore> {
  const url = await createTestDatabase();
  await migrate(url);
  const clients: Client[] = [];
  const connect = async () => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const client = await connect();
  const one = async <T>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows[0] as T;
  return { url, client, connect, one, end: async () => void (await Promise.all(clients.map((c) => c.end()))) };
}

/** A generator of numbers in [0, 1) that gives the same ones every time (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function kafkaRow(offset: number, over: Partial<KafkaRow> = {}): KafkaRow {
  const value = Buffer.from(`value ${offset}`);
  return {
    clusterId: CLUSTER, topicId: TOPIC_ID, topic: 'orders', partition: 0, offset: BigInt(offset), timestamp: START + offset, appendTime: false, observedAt: START + offset + 5,
    key: Buffer.from(`key ${offset}`), keySize: 6, keyTruncated: false, value, bodySize: value.length, valueTruncated: false,
    headers: [], tombstone: false, schemaId: null, traceId: null, spanId: null, live: true, ...over,
  };
}

export function httpRow(position: number, over: Partial<HttpRow['exchange']> = {}): HttpRow {
  return {
    position: BigInt(position),
    exchange: {
      ...ORDINARY_EXCHANGE, kind: 'http', id: randomUUID().replace(/^(.{14})./, '$17'), startedAt: START + position, durationNs: 1_000_000 + position, timeToFirstByteNs: 500_000,
      requestMethod: 'GET', route: '/orders/{id}', urlScheme: 'http', urlPath: `/orders/${position}`, urlQuery: '', serverAddress: 'shop', serverPort: 80,
      clientAddress: '10.0.0.1', userAgent: 'mobile/4.2 (x)', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 10,
      requestHeaders: [['accept', '*/*']], responseHeaders: [], requestBody: null, responseBody: { base64: Buffer.from('{"a":1}').toString('base64'), truncated: false },
      errorType: null, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', service: 'shop', ...over,
    },
  };
}

export function sendRow(position: number, over: Partial<SendRow['send']> = {}): SendRow {
  return {
    position: BigInt(position),
    send: { topic: 'orders', partition: 0, offset: String(position), sentAt: START + position, durationNs: 2_000_000, errorType: null, traceId: null, spanId: null, service: 'shop', ...over },
  };
}

export function commitRow(committedOffset: number, committedAt: number, over: Partial<CommitRow> = {}): CommitRow {
  return { clusterId: CLUSTER, consumerGroup: 'billing', topicId: TOPIC_ID, topic: 'orders', partition: 0, committedOffset: BigInt(committedOffset), committedAt, exact: true, ...over };
}

/** Batches of one source that follow on one another. */
export class TestSource {
  private constructor(private readonly claim: SourceClaim, private next: bigint) {}

  static async claim(client: Client, source: string, startAt = 0n): Promise<TestSource> {
    const kind = source.startsWith('kafka:') ? 'kafka' : source.startsWith('commits:') ? 'commits' : 'capture';
    const claim = await claimSource(client, { source, kind, label: source, startAt });
    return new TestSource(claim, claim.next);
  }

  batch(rows: Partial<BatchRows>, over: Partial<SourceBatch> = {}): SourceBatch {
    const all = { ...emptyRows(), ...rows };
    const expected = this.next;
    this.next += BigInt(Object.values(all).reduce((sum, list) => sum + list.length, 0));
    return { source: this.claim.source, epoch: this.claim.epoch, expected, next: this.next, rows: all, bytes: 1_000, ...over };
  }
}
