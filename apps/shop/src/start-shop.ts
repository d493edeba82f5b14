import type { Capture } from '@contraflow/capture';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { NativeLogger } from 'nestjs-pino';
import { pino } from 'pino';
import { AppModule, type OpenParts } from './app.module.js';
import type { Config } from './config.js';
import { Database } from './core/database.js';
import { openCapture } from './core/open-capture.js';
import { KafkaSide } from './kafka/kafka-side.js';
import { Load } from './load/load.js';
import { stockCatalogue } from './products/catalogue.js';

const MOST_BODY_BYTES = 64 * 1024;

export interface RunningShop {
  /** Where its API listens. */
  url: string;
  /** Ends everything in order: customers and groups, requests under way, producers, the spool, the database. */
  stop(): Promise<void>;
}

/** Starts the shop; it answers when this resolves, and turns to Kafka by itself. */
export async function startShop(config: Config): Promise<RunningShop> {
  const log = pino({ level: config.logLevel, base: { name: 'shop' } });
  const database = new Database(config.databaseUrl, log);
  let capture: Capture | null = null;
  let app: NestFastifyApplication | undefined;
  const stop = async () => {
    await app?.close();
    await capture?.close();
    await database.close();
  };
  try {
    await database.open();
    await stockCatalogue(database);
    capture = await openCapture(config, log);
    app = await createApp(config, { log, database, capture });
    await app.listen(config.shopPort, config.host);
    app.get(KafkaSide).start();
    app.get(Load).start();
    return { url: await app.getUrl(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createApp(config: Config, open: OpenParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: MOST_BODY_BYTES });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, open), adapter, { bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(NativeLogger));
  addDocumentation(app);
  return app;
}

function addDocumentation(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('The sample shop')
    .setDescription('A small order system that does its business by REST and by Kafka, for Contraflow to watch.')
    .setVersion('1.0')
    .build();
  SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, about));
}
