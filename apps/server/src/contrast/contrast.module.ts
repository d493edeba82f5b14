import { Module } from '@nestjs/common';
import { KafkaModule } from '../kafka/kafka.module.js';
import { ContrastController } from './contrast.controller.js';
import { DatabaseSampler } from './database-sampler.js';

/** The five contrasts, and the look at the databases behind the REST side that one of them needs. */
@Module({ imports: [KafkaModule], controllers: [ContrastController], providers: [DatabaseSampler] })
export class ContrastModule {}
