import { marker, recordBatch } from '../../../test/kafka-support/record-batch.js';
import { recordBatches } from '../wire/record-batches.js';
import { AbortedTransactions } from './aborted.js';

const batch = (baseOffset: bigint, producerId: bigint, transactional = true) =>
  recordBatch({ baseOffset, producerId, transactional, records: [{ key: Buffer.from([0, 0, 0, 0]), value: Buffer.from('x') }] });

test('only what lies between the begin of an aborted transaction and its marker is left out', () => {
  const log = Buffer.concat([
    batch(0n, 1n),
    marker(1n, 1n, true),
    batch(2n, 1n),
    batch(3n, 2n),
    batch(4n, 1n, false),
    marker(5n, 1n, false),
    batch(6n, 1n),
    marker(7n, 1n, true),
    marker(8n, 2n, true),
  ]);
  const aborted = new AbortedTransactions([{ producerId: 1n, firstOffset: 2n }]);
  const kept = [...recordBatches(log)].filter((each) => !aborted.covers(each)).map((each) => each.baseOffset);
  expect(kept).toEqual([0n, 3n, 4n, 6n]);
});
