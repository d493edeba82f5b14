import { minuteOf, observe } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { RollUp } from './roll-up.js';
import { storable } from './storable.js';

/** Counts what producers reported of their sends into `send_minute`. */
export async function rollUpSends(client: ClientBase, batches: SourceBatch[]): Promise<void> {
  const minutes = new RollUp({
    name: 'send_minute',
    keys: [['minute', 'timestamptz'], ['service', 'text'], ['topic', 'text']],
    sums: [['sends', 'bigint'], ['errors', 'bigint']],
    histogram: 'accepted_histogram',
  });
  for (const { rows } of batches) {
    for (const { send } of rows.sends) {
      const tally = minutes.tally([minuteOf(send.sentAt), storable(send.service), storable(send.topic)]);
      tally.add(1, send.errorType === null ? 0 : 1);
      // No offset, no acknowledgement: with acks=0 nobody knows whether it was accepted.
      if (send.errorType === null && send.offset !== null) observe(tally.histogram, send.durationNs);
    }
  }
  await minutes.merge(client);
}
