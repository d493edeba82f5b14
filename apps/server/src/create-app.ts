import type { ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { compressAnswers } from './compressed-answers.js';
import type { Config } from './config.js';
import { serveDashboard } from './dashboard-files.js';
import { ServerLogger } from './logging.js';
import { refuseRaw } from './raw-refusal.js';
import { addSecurityHeaders, isOverTls, refuseAddress } from './security-headers.js';

/** Bound of a JSON body; doors for batches bring parsers with bounds of their own. */
const JSON_BODY_BYTES = 256 * 1024;

/** A request that has not come in whole by then is given up: nobody holds a connection by sending slowly. */
const REQUEST_MS = 120_000;

/** Its head comes at once, or not at all. Both ends are looked for so often. */
const HEAD_MS = 15_000;
const CHECK_MS = 5_000;

/** Believes the proxy right in front of us, and nobody before it: what a caller wrote itself is not believed. */
const onlyNearest = (_address: string, hop: number) => hop < 1;

/**
 * Builds the server, ready to listen.
 * @param extra controllers and providers that a test adds
 * @throws MigrationRefused where the database belongs to newer or to other code
 */
export async function createApp(config: Config, extra: ModuleMetadata = {}): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: CHECK_MS },
    frameworkErrors: refuseAddress,
    clientErrorHandler: (error, socket) => refuseRaw(error, socket, isOverTls(config)),
    trustProxy: config.trustProxy ? onlyNearest : false,
    routerOptions: { maxParamLength: 512 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, extra), adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(ServerLogger));
  app.useBodyParser('application/json', { bodyLimit: JSON_BODY_BYTES });
  addSecurityHeaders(app, config);
  await compressAnswers(app);
  await serveDashboard(app, config.dashboardDir);
  return app;
}
