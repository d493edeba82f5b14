import { Body, Controller, Delete, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { type ApiKey, CreateApiKeyRequest, type CreatedApiKey, type HandOverAnswer, HandOverRequest } from '@contraflow/contract';
import { Allow } from '../ports/access.js';
import { CurrentUser } from '../ports/principal.js';
import type { Principal } from '../ports/session-gate.js';
import { ApiKeys } from './api-keys.js';

@Allow('admin')
@Controller('api/keys')
export class ApiKeysController {
  constructor(@Inject(ApiKeys) private readonly keys: ApiKeys) {}

  @Get()
  list(): Promise<ApiKey[]> {
    return this.keys.list();
  }

  @Post()
  create(@Body({ schema: CreateApiKeyRequest }) body: CreateApiKeyRequest, @CurrentUser() by: Principal): Promise<CreatedApiKey> {
    return this.keys.create(body, by);
  }

  /** For another key to go on with what this one ships, without waiting for its end. */
  @Post(':id/hand-over')
  @HttpCode(200)
  async handOver(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: HandOverRequest }) body: HandOverRequest, @CurrentUser() by: Principal): Promise<HandOverAnswer> {
    return { sources: await this.keys.handOver(id, body.to, by) };
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() by: Principal): Promise<void> {
    return this.keys.revoke(id, by);
  }
}
