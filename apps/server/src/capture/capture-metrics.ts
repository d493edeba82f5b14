import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../ports/metrics.js';
import { SourceWatch, type SourceFigures } from './source-watch.js';

/** What senders say of their spools, for Prometheus, by the names of sources. */
@Injectable()
export class CaptureMetrics {
  constructor(@Inject(Metrics) { registry }: Metrics, @Inject(SourceWatch) watch: SourceWatch) {
    const shown = (name: string, help: string, read: (figures: SourceFigures) => number) =>
      new Gauge({
        name, help, labelNames: ['source'], registers: [registry],
        collect() {
          this.reset();
          for (const figures of watch.figures(Date.now())) this.set({ source: figures.name }, read(figures));
        },
      });
    shown('contraflow_capture_waiting_entries', 'Entries that wait in a spool behind its last batch, as its sender said last.', ({ waiting }) => waiting);
    shown('contraflow_capture_spool_bytes', 'Bytes that a spool takes on its disk, as its sender said last.', ({ spoolBytes }) => spoolBytes);
    shown('contraflow_capture_behind_seconds', 'Age of the oldest flow of the batch that waits for its commit, or of the last one at its commit.', ({ behindSeconds }) => behindSeconds);
    shown('contraflow_capture_dropped_flows', 'Flows that a source said it lost, since this server started.', ({ dropped }) => dropped);
  }
}
