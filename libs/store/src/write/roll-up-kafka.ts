import { ageableTime } from '@contraflow/contract';
import { minuteOf, observe } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { KafkaRow, SourceBatch } from '../batch.js';
import { RollUp } from './roll-up.js';
import { storable } from './storable.js';
import type { Tally } from './tally.js';

/** Counts the records of all batches into `kafka_minute`, by the minute in which our tail had them. */
export async function rollUpKafka(client: ClientBase, batches: SourceBatch[]): Promise<void> {
  const minutes = new RollUp({
    name: 'kafka_minute',
    keys: [['minute', 'timestamptz'], ['cluster_id', 'text'], ['topic_id', 'uuid'], ['partition', 'integer']],
    labels: [['topic', 'text']],
    sums: [['records', 'bigint'], ['tombstones', 'bigint'], ['bytes', 'bigint']],
    histogram: 'readable_histogram',
  });
  for (const { rows } of batches) {
    let last: KafkaRow | undefined;
    let tally: Tally | undefined;
    for (const row of rows.kafka) {
      if (!tally || !last || !samePlace(last, row)) {
        tally = minutes.tally(
          [minuteOf(row.observedAt), storable(row.clusterId), row.topicId.toLowerCase(), row.partition],
          [storable(row.topic)],
        );
      }
      last = row;
      tally.add(1, row.tombstone ? 1 : 0, row.keySize + row.bodySize);
      // Without a time that can be, or when it lay there before we looked, there is nothing to measure.
      const own = row.live ? ageableTime(row.timestamp, row.observedAt) : null;
      if (own !== null) observe(tally.histogram, (row.observedAt - own) * 1e6);
    }
  }
  await minutes.merge(client);
}

function samePlace(a: KafkaRow, b: KafkaRow): boolean {
  return (
    a.partition === b.partition && a.topicId === b.topicId && a.clusterId === b.clusterId &&
    minuteOf(a.observedAt) === minuteOf(b.observedAt)
  );
}
