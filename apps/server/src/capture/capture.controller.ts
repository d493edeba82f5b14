import { Body, Controller, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type BatchAnswer, BatchQuery, type ClaimAnswer, ClaimRequest } from '@contraflow/contract';
import { CaptureKey } from '../ports/access.js';
import type { KeyHolder } from '../ports/key-holder.js';
import { CurrentKey } from '../ports/principal.js';
import { readBatchBody } from './batch-body.js';
import { BatchDesk } from './batch-desk.js';

/** The door for spools. */
@ApiTags('capture')
@CaptureKey()
@Controller('api/capture')
export class CaptureController {
  constructor(@Inject(BatchDesk) private readonly desk: BatchDesk) {}

  @Post('sources')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a spool over; answers where to go on' })
  claim(@Body({ schema: ClaimRequest }) request: ClaimRequest, @CurrentKey() key: KeyHolder): Promise<ClaimAnswer> {
    return this.desk.claim(request, key);
  }

  @Post('batches')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records a batch of capture entries (as bytes, or NDJSON); answers after the commit' })
  batch(@Query({ schema: BatchQuery }) query: BatchQuery, @Req() request: FastifyRequest, @CurrentKey() key: KeyHolder): Promise<BatchAnswer> {
    return this.desk.take(query, { key, address: request.ip }, (memory) => readBatchBody(request.raw, memory));
  }
}
