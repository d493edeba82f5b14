import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { ORDINARY_EXCHANGE } from '@contraflow/contract';
import { emptyRows, type BatchRows, type HttpRow, type KafkaRow, type RecordedBatch, type SourceBatch, type SourceClaim } from '@contraflow/store';
import { loadConfig } from '../src/config.js';
import { HealthBoard } from '../src/ports/health-board.js';
import { PortsModule } from '../src/ports/ports.module.js';
import { RecorderStats } from '../src/ports/recorder-stats.js';
import { Announcements, Recorder } from '../src/ports/recorder.js';
import { RecorderModule } from '../src/recorder/recorder.module.js';
import { StoreModule } from '../src/store.module.js';

export const TOPIC_ID = '6b1e7c8a-52f0-4a1b-9d4e-0c6a5f3b2d10';

@Module({})
class Recording {}

export interface RunningRecorder {
  app: INestApplicationContext;
  recorder: Recorder;
  stats: RecorderStats;
  board: HealthBoard;
  /** Everything that was announced, in order. */
  announced: RecordedBatch[][];
  close(): Promise<void>;
}

/** The recorder as the server runs it, without sources. */
export async function startRecorder(databaseUrl: string, env: Record<string, string> = {}): Promise<RunningRecorder> {
  const config = loadConfig({ DATABASE_URL: databaseUrl, ...env });
  const root = { module: Recording, imports: [PortsModule.with(config), StoreModule, RecorderModule] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['fatal'], abortOnError: false });
  const announced: RecordedBatch[][] = [];
  app.get(Announcements).committed$.subscribe((batches) => announced.push(batches));
  return { app, recorder: app.get(Recorder), stats: app.get(RecorderStats), board: app.get(HealthBoard), announced, close: () => app.close() };
}

/** Hands in batches of one source that follow on one another, as a tail or a door does. */
export class Sender {
  private constructor(private readonly recorder: Recorder, readonly claim: SourceClaim, private next: bigint) {}

  static async open(recorder: Recorder, source: string): Promise<Sender> {
    const claim = await recorder.claim({ source, kind: source.startsWith('kafka') ? 'kafka' : 'capture', label: source, startAt: 0n });
    return new Sender(recorder, claim, claim.next);
  }

  get position(): bigint {
    return this.next;
  }

  batch(rows: Partial<BatchRows>, bytes = 1_000): SourceBatch {
    const all = { ...emptyRows(), ...rows };
    const expected = this.next;
    this.next += BigInt(Object.values(all).reduce((sum, list) => sum + list.length, 0));
    return { source: this.claim.source, epoch: this.claim.epoch, expected, next: this.next, rows: all, bytes };
  }

  send(rows: Partial<BatchRows>, bytes?: number): Promise<RecordedBatch> {
    return this.recorder.record(this.batch(rows, bytes));
  }

  /** The next `count` records of a partition. */
  records(partition: number, count: number): KafkaRow[] {
    return Array.from({ length: count }, (_, i) => kafkaRow(partition, this.next + BigInt(i)));
  }
}

export function kafkaRow(partition: number, offset: bigint): KafkaRow {
  const value = Buffer.from(`record ${offset}`);
  const now = Date.now();
  return {
    clusterId: 'c', topicId: TOPIC_ID, topic: 'orders', partition, offset, timestamp: now - 3, appendTime: false, observedAt: now, key: null, keySize: 0, keyTruncated: false,
    value, bodySize: value.length, valueTruncated: false, headers: [], tombstone: false, schemaId: null, traceId: null, spanId: null, live: true,
  };
}

export function httpRow(position: bigint): HttpRow {
  return {
    position,
    exchange: {
      ...ORDINARY_EXCHANGE, kind: 'http', id: `01900000-0000-7000-8000-${position.toString(16).padStart(12, '0')}`, startedAt: Date.now() - 5, durationNs: 5_000_000, timeToFirstByteNs: null,
      requestMethod: 'GET', route: '/orders', urlScheme: 'http', urlPath: '/orders', urlQuery: '', serverAddress: 'shop', serverPort: 80, clientAddress: '::1',
      userAgent: 'web/1', responseStatusCode: 200, requestBodySize: 0, responseBodySize: 2, requestHeaders: [], responseHeaders: [], requestBody: null,
      responseBody: null, errorType: null, traceId: null, spanId: null, service: 'shop',
    },
  };
}

/** Asks over a connection of its own. */
export async function ask<T>(url: string, sql: string, values?: unknown[]): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows[0] as T;
  } finally {
    await client.end();
  }
}
