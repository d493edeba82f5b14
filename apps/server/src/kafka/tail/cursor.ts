import type { SourceClaim } from '@contraflow/store';
import type { Topic } from '../catalog.js';

/** Where the tail stands in one partition. It outlives the consumers that move it. */
export class Cursor {
  /** The offset to read next. What lies between `handed` and here held nothing to record. */
  read: bigint;
  /** Behind the last record that was read here; null until there was one. Markers of transactions are none, nor is what was aborted. */
  visibleEnd: bigint | null = null;
  /** Handed to the recorder up to here: what the next batch expects the position to be. */
  handed: bigint;
  /** Committed up to here. */
  recorded: bigint;
  /** Epoch milliseconds of the last step handed in. */
  handedAt = Date.now();
  /** When the newest record that was handed in became readable to us; epoch milliseconds. */
  seenAt: number | null = null;
  /** Somebody else holds the source: nothing more goes in through this cursor. */
  dead = false;
  /** How often in a row the log ended before the recorded position. */
  beyondEnd = 0;
  private readonly pending = new Set<Promise<void>>();

  constructor(
    readonly topic: Topic,
    readonly clusterId: string,
    readonly partition: number,
    private readonly claim: SourceClaim,
    /** Records from here on were written while we looked. */
    readonly liveFrom: bigint,
  ) {
    this.read = this.handed = this.recorded = claim.next;
  }

  get source(): string {
    return this.claim.source;
  }

  get epoch(): number {
    return this.claim.epoch;
  }

  /** Batches handed in and not yet committed. */
  get underWay(): number {
    return this.pending.size;
  }

  track(work: Promise<void>): void {
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }

  /** Resolves when nothing that was handed in is under way any more. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  /** What other tools may see as committed: everything before it is recorded or held nothing. */
  passed(): bigint {
    return this.pending.size === 0 && !this.dead && this.recorded === this.handed ? this.read : this.recorded;
  }
}
