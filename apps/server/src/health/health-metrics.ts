import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge } from 'prom-client';
import type { HealthState } from '@contraflow/contract';
import { HealthBoard } from '../ports/health-board.js';
import { Metrics } from '../ports/metrics.js';

const STATES: HealthState[] = ['ok', 'degraded', 'down', 'off'];

/** The process itself, and the board of health, for Prometheus. */
@Injectable()
export class HealthMetrics {
  constructor(@Inject(Metrics) { registry }: Metrics, @Inject(HealthBoard) board: HealthBoard) {
    collectDefaultMetrics({ register: registry });
    new Gauge({
      name: 'contraflow_health',
      help: 'The parts of the system: 1 for the state that each is in.',
      labelNames: ['part', 'state'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { id, state } of board.report().items) for (const each of STATES) this.set({ part: id, state: each }, each === state ? 1 : 0);
      },
    });
  }
}
