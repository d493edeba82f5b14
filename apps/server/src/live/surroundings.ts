import { Inject, Injectable } from '@nestjs/common';
import type { GroupProgress, HealthReport, Pulse } from '@contraflow/contract';
import { HealthBoard } from '../ports/health-board.js';
import { KafkaState } from '../ports/kafka-state.js';
import { Pulses } from './pulses.js';

/** Partitions of groups that a page is told about. */
const PROGRESS_LIMIT = 10_000;

/** What stands around the flows on a page: the last pulses, the health of every part, how far the groups are. */
@Injectable()
export class Surroundings {
  constructor(
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(KafkaState) private readonly kafka: KafkaState,
    @Inject(Pulses) private readonly pulses: Pulses,
  ) {}

  now(): { pulses: Pulse[]; health: HealthReport; progress: GroupProgress[] } {
    return { pulses: this.pulses.recent(), health: this.board.report(), progress: this.progress() };
  }

  progress(): GroupProgress[] {
    return this.kafka.progress().slice(0, PROGRESS_LIMIT);
  }
}
