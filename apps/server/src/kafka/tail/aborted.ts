import type { AbortedTransaction } from '../wire/fetch-protocol.js';
import type { RecordBatchHeader } from '../wire/record-batches.js';
import { recordsOf } from '../wire/records.js';

const ABORT_MARKER = 0;

/**
 * Which record batches belong to transactions that were aborted, as Kafka's own consumer tells it:
 * a producer's batches from where an aborted transaction of his begins, up to the marker that ends it.
 */
export class AbortedTransactions {
  private readonly coming: AbortedTransaction[];
  private readonly producers = new Set<bigint>();

  constructor(transactions: AbortedTransaction[]) {
    this.coming = [...transactions].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  /** True when the batch holds nothing to record: a marker, or records of an aborted transaction. Ask for each, in order. */
  covers(batch: RecordBatchHeader): boolean {
    while (this.coming[0] && this.coming[0].firstOffset <= batch.lastOffset) {
      this.producers.add((this.coming.shift() as AbortedTransaction).producerId);
    }
    if (batch.control) {
      if (isAbort(batch)) this.producers.delete(batch.producerId);
      return true;
    }
    return batch.transactional && this.producers.has(batch.producerId);
  }
}

/** A control record's key is its version and its type, both int16; such batches are never compressed. */
function isAbort(batch: RecordBatchHeader): boolean {
  for (const record of recordsOf(batch, batch.payload)) return record.key?.readInt16BE(2) === ABORT_MARKER;
  return false;
}
