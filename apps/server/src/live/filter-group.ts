import type { Side } from '@contraflow/contract';
import type { Matcher } from './matcher.js';
import type { Counts, FlowRing, RingBatch } from './ring.js';

/** Newest matches that are worth handing on: no client takes more in a second. */
export const KEPT_MATCHES = 5_000;
/** Flows looked at between two looks at the clock. */
const STRIDE = 256;

/** What one step over the ring found, by side. */
export interface Found {
  /** Numbers of matching flows, rising; of very many only the newest. */
  http: number[];
  kafka: number[];
  /** Matching flows that are not in the lists, and flows that left the ring before they were looked at. */
  leftOut: Counts;
}

export interface Member {
  offer(found: Found): void;
}

/** The clients with one and the same wish: their filter is asked once for all of them. */
export class FilterGroup {
  readonly members = new Set<Member>();
  /** Subscriptions that use it, those included that are not members yet. */
  borrowed = 0;
  /** Every flow up to this number has been looked at. */
  position: number;
  private passed: Counts;

  constructor(
    readonly key: string,
    readonly matcher: Matcher,
    private readonly ring: FlowRing,
  ) {
    this.position = ring.head;
    this.passed = { ...ring.counts };
  }

  /**
   * Looks at what is new and offers it to the members.
   * @param until time of `performance.now()` at which to stop; the rest is looked at in the next step
   */
  advance(until = Infinity): void {
    if (this.position === this.ring.head) return;
    if (this.members.size === 0) return this.moveTo(this.ring.head, { ...this.ring.counts });
    const found: Found = { http: [], kafka: [], leftOut: { http: 0, kafka: 0 } };
    this.skipLost(found);
    for (const batch of this.ring.after(this.position)) {
      if (!this.look(batch, found, until)) break;
    }
    for (const side of ['http', 'kafka'] as const) keepNewest(found, side);
    for (const member of this.members) member.offer(found);
  }

  /** Flows that came and went faster than they could be looked at count as left out. */
  private skipLost(found: Found): void {
    const [oldest] = this.ring.after(this.position);
    if (!oldest || oldest.first <= this.position + 1) return;
    for (const side of this.matcher.sides) found.leftOut[side] += oldest.before[side] - this.passed[side];
    this.moveTo(oldest.first - 1, oldest.before);
  }

  /** @returns false when the time was up before the batch's end */
  private look(batch: RingBatch, found: Found, until: number): boolean {
    const { first, last, http, kafka, before } = batch;
    for (let sequence = Math.max(this.position + 1, first); sequence <= last; sequence += 1) {
      const at = sequence - first;
      if (this.matcher.matches(batch, at)) found[at < http.length ? 'http' : 'kafka'].push(sequence);
      if (at % STRIDE === STRIDE - 1 && performance.now() >= until) {
        this.moveTo(sequence, { http: before.http + Math.min(at + 1, http.length), kafka: before.kafka + Math.max(0, at + 1 - http.length) });
        return false;
      }
    }
    this.moveTo(last, { http: before.http + http.length, kafka: before.kafka + kafka.length });
    return true;
  }

  private moveTo(position: number, passed: Counts): void {
    this.position = position;
    this.passed = passed;
  }
}

function keepNewest(found: Found, side: Side): void {
  const extra = found[side].length - KEPT_MATCHES;
  if (extra <= 0) return;
  found.leftOut[side] += extra;
  found[side] = found[side].slice(extra);
}
