import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../ports/metrics.js';
import { LiveHub } from './live-hub.js';

/** What Prometheus may know of the live side. */
@Injectable()
export class LiveMetrics {
  constructor(@Inject(Metrics) { registry }: Metrics, @Inject(LiveHub) hub: LiveHub) {
    const registers = [registry];
    new Gauge({
      name: 'contraflow_live_clients',
      help: 'Live connections of browsers, by state; a stalled one does not read.',
      labelNames: ['state'],
      registers,
      collect() {
        const counts = { reading: 0, paused: 0, stalled: 0 };
        for (const client of hub.clients) counts[client.isPaused ? 'paused' : client.isStalled ? 'stalled' : 'reading'] += 1;
        for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
      },
    });
    new Counter({
      name: 'contraflow_live_flows_total',
      help: 'Matching flows that were delivered to browsers, and that were left out because a browser takes fewer.',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset();
        this.inc({ outcome: 'delivered' }, hub.sums.delivered);
        this.inc({ outcome: 'left_out' }, hub.sums.leftOut);
      },
    });
  }
}
