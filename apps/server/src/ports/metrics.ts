import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/** Where each capability registers what Prometheus may scrape: `new Gauge({ …, registers: [metrics.registry] })`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
}
