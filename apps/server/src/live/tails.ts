import { encodeFlows, MESSAGE_BYTES } from './flows-packet.js';
import { type Counts, type FlowRing, jsonOf, sideOf } from './ring.js';

/** The flows of a message as its end, encoded once for all who get the same. */
export interface Tail {
  bytes: Buffer;
  /** Flows in it, by side. */
  counts: Counts;
  /** How many of those asked for are in it or had left the ring: the rest goes with the next message. */
  passed: number;
}

/** The ends of messages made in one tick. */
export class Tails {
  private readonly made = new Map<string, Tail>();

  constructor(private readonly ring: FlowRing) {}

  /**
   * @param key the same for the same flows
   * @param sequences the flows, rising; as many as fit go in
   */
  of(key: string, sequences: readonly number[]): Tail {
    let tail = this.made.get(key);
    if (!tail) {
      tail = this.encode(sequences);
      this.made.set(key, tail);
    }
    return tail;
  }

  private encode(sequences: readonly number[]): Tail {
    const counts = { http: 0, kafka: 0 };
    const parts: string[] = [];
    let [size, passed] = [0, 0];
    let batch = null;
    for (const sequence of sequences) {
      if (!batch || sequence > batch.last) batch = this.ring.batchOf(sequence);
      if (batch) {
        const json = jsonOf(batch, sequence);
        size += json.length;
        if (size > MESSAGE_BYTES && parts.length > 0) break;
        parts.push(json);
        counts[sideOf(batch, sequence)] += 1;
      }
      passed += 1;
    }
    return { bytes: encodeFlows(parts), counts, passed };
  }
}
