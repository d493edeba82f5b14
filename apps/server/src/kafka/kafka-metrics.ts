import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../ports/metrics.js';
import { KafkaService } from './kafka.service.js';

/** How far recording is behind the topics, and the groups behind them, for Prometheus. */
@Injectable()
export class KafkaMetrics {
  constructor(@Inject(Metrics) { registry }: Metrics, @Inject(KafkaService) kafka: KafkaService) {
    const gauge = <Each>(name: string, help: string, labelNames: string[], list: () => Each[], labels: (each: Each) => Record<string, string | number>, value: (each: Each) => number) =>
      new Gauge({
        name, help, labelNames, registers: [registry],
        collect() {
          this.reset();
          for (const each of list()) this.set(labels(each), value(each));
        },
      });
    const place = ({ topic, partition }: { topic: string; partition: number }) => ({ topic, partition });
    const recording = () => kafka.recordingLags();
    gauge('contraflow_kafka_recording_behind_records', 'Records between what is recorded here and the end of the log, as of the last sweep.', ['topic', 'partition'], recording, place, ({ records }) => records);
    gauge('contraflow_kafka_recording_behind_seconds', 'Age of the oldest sweep whose end of the log is not recorded yet.', ['topic', 'partition'], recording, place, ({ seconds }) => seconds);
    const group = ({ consumerGroup }: { consumerGroup: string }) => ({ group: consumerGroup });
    gauge('contraflow_kafka_group_lag_records', 'Records that a consumer group has not passed, as of the last sweep.', ['group'], () => kafka.allLags(), group, ({ offsetLag }) => offsetLag);
    gauge('contraflow_kafka_group_lag_seconds', 'Age of the oldest record that a consumer group has not passed, as of the last sweep.', ['group'], () => kafka.allLags(), group, ({ timeLagSeconds }) => timeLagSeconds ?? 0);
  }
}
