import type { FlowsMessage, LiveCursor } from '@contraflow/contract';
import type { Principal } from '../ports/session-gate.js';
import type { Backlog } from './backlog.js';
import { BacklogQueue } from './backlog-queue.js';
import type { FilterGroup, Found, Member } from './filter-group.js';
import { encodeFlows, flowsHead, MESSAGE_FLOWS } from './flows-packet.js';
import { eventFrame } from './frame.js';
import { Pending } from './pending.js';
import type { Counts, FlowRing } from './ring.js';
import type { Tails } from './tails.js';
import { TokenBucket } from './token-bucket.js';
import type { Wire } from './wire.js';

/** A gap is filled at this rate at least: it has to be faster than what goes on happening. */
const FILL_PER_SECOND = 2_000;
/** Without matching flows the cursor is still sent from time to time, so that a later gap stays short. */
const CURSOR_EVERY_MS = 5_000;
/** A browser that does not read for so long loses the rest of its backlog, which others wait to have room for. */
const BACKLOG_PATIENCE_MS = 10_000;

/** Flows sent and left out, of all clients, since start. */
export interface LiveSums {
  delivered: number;
  leftOut: number;
}

/** One browser's subscription: what waits for it, what it got, and what was left out. */
export class LiveClient implements Member {
  readonly principal: Principal;
  private group: FilterGroup | null = null;
  private pending = new Pending(0);
  private bucket = new TokenBucket(0, 0);
  private fillBucket = new TokenBucket(0, 0);
  private backlog: BacklogQueue | null = null;
  private totals = { http: { delivered: 0, leftOut: 0 }, kafka: { delivered: 0, leftOut: 0 } };
  private leftOut: Counts = { http: 0, kafka: 0 };
  private waiting: Counts = { http: 0, kafka: 0 };
  private waitingChanged = false;
  private said = { position: 0, at: 0 };
  private paused = false;

  constructor(
    readonly wire: Wire,
    private readonly ring: FlowRing,
    private readonly sums: LiveSums,
  ) {
    this.principal = wire.socket.data.principal;
  }

  get isPaused(): boolean {
    return this.paused;
  }

  /** True while flows wait because the browser does not read. */
  get isStalled(): boolean {
    return !this.paused && this.group !== null && !this.wire.isIdle;
  }

  /** Begins a subscription; nothing is delivered before {@link goOn} or {@link fill}. */
  begin(maxPerSecond: number): void {
    this.leave();
    const now = performance.now();
    this.bucket = new TokenBucket(maxPerSecond, now);
    this.fillBucket = new TokenBucket(Math.max(maxPerSecond, FILL_PER_SECOND), now);
    this.pending = new Pending(maxPerSecond);
    this.totals = { http: { delivered: 0, leftOut: 0 }, kafka: { delivered: 0, leftOut: 0 } };
    this.paused = false;
  }

  /** Delivers from where the group stands. */
  goOn(group: FilterGroup): void {
    this.group = group;
    this.said = { position: group.position, at: performance.now() };
    group.members.add(this);
  }

  /**
   * Delivers the backlog first, then goes on from where the group stands. While held it only
   * counts it: resuming reads it anew, from the browser's own cursor.
   * @param release is called when the backlog is gone
   */
  fill(group: FilterGroup, backlog: Backlog, release: () => void): void {
    this.backlog = new BacklogQueue(backlog, release);
    this.addLeftOut(backlog.leftOut);
    this.goOn(group);
    if (this.paused) this.moveToWaiting();
  }

  /** Stops delivery, without a trace of what had not been sent: the cursor of the browser stands before it. */
  leave(): void {
    this.group?.members.delete(this);
    this.group = null;
    this.dropBacklog();
    this.pending.clear();
    this.leftOut = { http: 0, kafka: 0 };
  }

  /** Holds delivery; what matches from now on is counted, with what was about to be sent. */
  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.waiting = { http: 0, kafka: 0 };
    this.waitingChanged = false;
    this.moveToWaiting();
  }

  /** Ends a pause; {@link fill} goes on. */
  unpause(): void {
    this.paused = false;
    this.leave();
  }

  offer(found: Found): void {
    if (this.paused) {
      for (const side of ['http', 'kafka'] as const) {
        const matched = found[side].length + found.leftOut[side];
        this.waiting[side] += matched;
        this.waitingChanged ||= matched > 0;
      }
      return;
    }
    this.addLeftOut(found.leftOut);
    this.addLeftOut(this.pending.add(found));
  }

  /** Sends what may go now. @param tails ends of messages, shared by the clients of this tick */
  tick(now: number, tails: Tails): void {
    if (!this.group) return;
    if (!this.wire.isIdle) return this.loseBacklog(now);
    if (this.paused) this.sayWaiting();
    else if (this.backlog) this.sendBacklog(this.backlog, now);
    else this.sendPending(this.group, now, tails);
  }

  private moveToWaiting(): void {
    const [pending, backlog] = [this.pending.counts(), this.backlog?.counts()];
    for (const side of ['http', 'kafka'] as const) this.waiting[side] += pending[side] + (backlog?.[side] ?? 0) + this.leftOut[side];
    this.waitingChanged ||= this.waiting.http + this.waiting.kafka > 0;
    this.dropBacklog();
    this.pending.clear();
    this.leftOut = { http: 0, kafka: 0 };
  }

  private sayWaiting(): void {
    if (!this.waitingChanged) return;
    this.waitingChanged = false;
    this.wire.socket.emit('waiting', { ...this.waiting });
  }

  private sendPending(group: FilterGroup, now: number, tails: Tails): void {
    const allowed = this.bucket.available(now);
    this.addLeftOut(this.pending.keepNewest(allowed));
    const { sequences, key } = this.pending.peekOldest(MESSAGE_FLOWS);
    if (sequences.length === 0 && this.leftOut.http + this.leftOut.kafka === 0 && !this.cursorIsDue(group, now)) return;
    const tail = tails.of(`${group.key} ${key}`, sequences);
    const passed = this.pending.dropOldest(tail.passed);
    for (const side of ['http', 'kafka'] as const) this.leftOut[side] += passed[side] - tail.counts[side];
    this.bucket.take(tail.counts.http + tail.counts.kafka);
    const position = this.pending.size === 0 ? group.position : (sequences[tail.passed - 1] as number);
    this.send('live', tail.counts, this.ring.cursorAt(position), tail.bytes);
    this.said = { position, at: now };
  }

  private sendBacklog(backlog: BacklogQueue, now: number): void {
    const page = backlog.next(this.fillBucket.available(now));
    if (!page) return;
    this.fillBucket.take(page.flows.length);
    this.said = { position: this.said.position, at: now };
    this.send(page.from, page.counts, page.cursor, encodeFlows(page.flows));
    if (backlog.isDone) this.dropBacklog();
  }

  private loseBacklog(now: number): void {
    if (!this.backlog || now - this.said.at < BACKLOG_PATIENCE_MS) return;
    this.addLeftOut(this.backlog.counts());
    this.dropBacklog();
  }

  private dropBacklog(): void {
    this.backlog?.drop();
    this.backlog = null;
  }

  private send(from: FlowsMessage['from'], counts: Counts, cursor: LiveCursor, tail: Buffer): void {
    const { leftOut } = this;
    this.leftOut = { http: 0, kafka: 0 };
    for (const side of ['http', 'kafka'] as const) {
      this.totals[side].delivered += counts[side];
      this.totals[side].leftOut += leftOut[side];
      this.sums.delivered += counts[side];
      this.sums.leftOut += leftOut[side];
    }
    const totals = { http: withMatched(this.totals.http), kafka: withMatched(this.totals.kafka) };
    this.wire.write(eventFrame(flowsHead({ cursor, leftOut, totals, from }), tail));
  }

  private cursorIsDue(group: FilterGroup, now: number): boolean {
    return group.position > this.said.position && now - this.said.at > CURSOR_EVERY_MS;
  }

  private addLeftOut(counts: Counts): void {
    this.leftOut.http += counts.http;
    this.leftOut.kafka += counts.kafka;
  }
}

/** All that matched so far has been delivered or reported as left out, in this message or one before it. */
function withMatched({ delivered, leftOut }: { delivered: number; leftOut: number }) {
  return { matched: delivered + leftOut, delivered, leftOut };
}
