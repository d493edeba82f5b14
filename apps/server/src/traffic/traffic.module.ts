import { Module } from '@nestjs/common';
import { TrafficController } from './traffic.controller.js';

/** Questions over the record: search, timeline, one flow with its linked flows. */
@Module({ controllers: [TrafficController] })
export class TrafficModule {}
