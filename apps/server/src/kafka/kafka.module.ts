import { Global, Module } from '@nestjs/common';
import { KafkaState } from '../ports/kafka-state.js';
import { GroupsController } from './groups.controller.js';
import { KafkaMetrics } from './kafka-metrics.js';
import { KafkaService } from './kafka.service.js';

/** Kafka: topics are tailed into the recorder, commits with them, and the cluster's state is swept, for everybody to ask. */
@Global()
@Module({
  controllers: [GroupsController],
  providers: [KafkaService, KafkaMetrics, { provide: KafkaState, useExisting: KafkaService }],
  exports: [KafkaState],
})
export class KafkaModule {}
