import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { BatchDesk } from './batch-desk.js';
import { CaptureMetrics } from './capture-metrics.js';
import { CaptureController } from './capture.controller.js';
import { leaveBatchesUnread } from './batch-body.js';
import { SourceHolders } from './source-holders.js';
import { SourceWatch } from './source-watch.js';

/** The doors for REST: batches of spools. Needs a {@link Recorder} from elsewhere. */
@Module({
  controllers: [CaptureController],
  providers: [BatchDesk, SourceHolders, SourceWatch, CaptureMetrics],
})
export class CaptureModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly adapters: HttpAdapterHost) {}

  onModuleInit(): void {
    leaveBatchesUnread(this.adapters.httpAdapter.getInstance<FastifyInstance>());
  }
}
