import { Global, Module } from '@nestjs/common';
import { KafkaState } from '../ports/kafka-state.js';
import { KafkaService } from './kafka.service.js';

/** Kafka: topics are tailed into the recorder, commits with them, and the cluster's state is swept, for everybody to ask. */
@Global()
@Global()
@Module({
  providers: [KafkaService, { provide: KafkaState, useExisting: KafkaService }],
  exports: [KafkaState],
})
export class KafkaModule {}
