import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Store } from '@contraflow/store';
import { eventually } from '../../../../tools/testing/eventually.ts';
import { loadConfig } from '../../src/config.js';
import { KafkaModule } from '../../src/kafka/kafka.module.js';
import { HealthBoard } from '../../src/ports/health-board.js';
import { KafkaState } from '../../src/ports/kafka-state.js';
import { PortsModule } from '../../src/ports/ports.module.js';
import { RecorderModule } from '../../src/recorder/recorder.module.js';
import { StoreModule } from '../../src/store.module.js';

@Module({})
class Watching {}

/** A recorded record, as Postgres holds it. */
export interface RecordedRow {
  topic: string;
  topic_id: string;
  partition: number;
  offset: string;
  timestamp_ms: string;
  append_time: boolean;
  key: Buffer | null;
  key_size: number;
  value: Buffer | null;
  body_size: number;
  headers: Buffer;
  tombstone: boolean;
}

/** The server's Kafka half: ports, store, recorder, Kafka; real Postgres, real brokers. */
export class KafkaWatch {
  private constructor(
    readonly app: INestApplicationContext,
    readonly store: Store,
    readonly state: KafkaState,
    readonly board: HealthBoard,
  ) {}

  static async start(databaseUrl: string, brokers: string, env: Record<string, string> = {}): Promise<KafkaWatch> {
    const config = loadConfig({ DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_SWEEP_SECONDS: '1', KAFKA_DISCOVERY_SECONDS: '1', ...env });
    const root = { module: Watching, imports: [PortsModule.with(config), StoreModule, RecorderModule, KafkaModule] };
    const app = await NestFactory.createApplicationContext(root, { logger: ['fatal'], abortOnError: false });
    return new KafkaWatch(app, app.get(Store), app.get(KafkaState), app.get(HealthBoard));
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** Waits until that many records of a topic are recorded, and gives all there are, in order. */
  async records(topic: string, count: number): Promise<RecordedRow[]> {
    return eventually(async () => {
      const rows = await this.rows<RecordedRow>('SELECT * FROM kafka_record WHERE topic = $1 ORDER BY topic_id, partition, "offset"', [topic]);
      return rows.length >= count ? rows : undefined;
    });
  }

  async rows<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.store.pool.query<T>(sql, values)).rows;
  }
}

/** A name that no other spec uses. */
export const unique = (name: string) => `${name}-${randomBytes(6).toString('hex')}`;
