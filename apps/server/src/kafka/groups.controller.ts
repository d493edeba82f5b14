import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { MuteGroupRequest, UnmuteGroupRequest, type ConsumerGroups } from '@contraflow/contract';
import { Allow } from '../ports/access.js';
import { CurrentUser } from '../ports/principal.js';
import type { Principal } from '../ports/session-gate.js';
import { KafkaService } from './kafka.service.js';

/** Consumer groups as the last sweep saw them, and which of them nobody wants to hear of. */
@Allow('viewer')
@Controller('api/groups')
export class GroupsController {
  constructor(@Inject(KafkaService) private readonly kafka: KafkaService) {}

  @Get()
  list(): ConsumerGroups {
    return this.kafka.groups();
  }

  @Allow('operator')
  @Post('mute')
  @HttpCode(200)
  async mute(@Body({ schema: MuteGroupRequest }) { consumerGroup, hours, reason }: MuteGroupRequest, @CurrentUser() by: Principal): Promise<ConsumerGroups> {
    const at = Date.now();
    await this.kafka.mute(consumerGroup, { by: by.username, at, until: hours === null ? null : at + hours * 3_600_000, reason }, by.username);
    return this.kafka.groups();
  }

  @Allow('operator')
  @Post('unmute')
  @HttpCode(200)
  async unmute(@Body({ schema: UnmuteGroupRequest }) { consumerGroup }: UnmuteGroupRequest, @CurrentUser() by: Principal): Promise<ConsumerGroups> {
    await this.kafka.mute(consumerGroup, null, by.username);
    return this.kafka.groups();
  }
}
