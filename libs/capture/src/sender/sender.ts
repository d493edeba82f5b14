import { BATCH_LIMITS, type BatchAnswer } from '@contraflow/contract';
import type { SpoolPart } from '../spool/segment-log.js';
import type { Spool } from '../spool/spool.js';
import { Backoff } from './backoff.js';
import { Nap } from './nap.js';
import { Refused, ServerDoor, type Door } from './server-door.js';
import { UnderWay } from './under-way.js';

/** How shipping goes, for logs and health. */
export interface SenderState {
  state: 'starting' | 'shipping' | 'waiting' | 'refused' | 'stopped';
  /** Why it waits or was refused, with what to do. */
  detail: string | null;
  /** The next position to ship. */
  position: number;
  shipped: number;
  setAside: number;
}

export interface SenderOptions extends Door {
  name: string;
  onState?: (state: SenderState) => void;
  /** Names of services that have more routes than are told apart, separated by commas. */
  manyRoutes?: () => string | undefined;
  /** Milliseconds to wait for company after an entry was written. */
  lingerMs?: number;
  /** Longest wait before another try. */
  maxBackoffMs?: number;
  heartbeatMs?: number;
  /** Wait between tries when the key is not accepted: this does not heal by itself. */
  refusedMs?: number;
}

/** Entries that are shipped without waiting for more. */
const WORTH_A_BATCH = 1_000;
const SMALLEST_BATCH = 64 * 1024;
/** Batches under way at once: the next are read while those before are stored, up to four in a transaction. */
const AHEAD = 6;

/** Ships a spool to the server, batch by batch in order, from where the server says it stands. */
export class Sender {
  private readonly door: ServerDoor;
  private readonly backoff: Backoff;
  private readonly stopping = new AbortController();
  private readonly underWay = new UnderWay(AHEAD);
  private readonly nap = new Nap(this.stopping.signal);
  private claim: { source: string; epoch: number } | null = null;
  private current: SenderState = { state: 'starting', detail: null, position: 0, shipped: 0, setAside: 0 };
  private batchBytes: number = BATCH_LIMITS.bytes;
  private draining = false;
  private heardAt = 0;
  private readonly heartbeatMs: number;
  private readonly run: Promise<void>;
  /** What the server can have seen of this log: what was there when it was opened, and what was sent since. */
  private sentEnd: number;

  constructor(
    private readonly spool: Spool,
    private readonly options: SenderOptions,
  ) {
    this.door = new ServerDoor(options, AHEAD);
    this.sentEnd = spool.openedAt;
    this.heartbeatMs = options.heartbeatMs ?? 5_000;
    this.backoff = new Backoff(options.maxBackoffMs ?? 5_000);
    spool.onWritten = () => this.nap.wake();
    this.run = this.loop();
  }

  state(): SenderState {
    return { ...this.current };
  }

  /** Ships what is in the spool, for at most `withinMs`, and stops. What is left stays in the spool. */
  async close(withinMs: number): Promise<void> {
    this.draining = true;
    this.nap.wake();
    const timer = setTimeout(() => this.stopping.abort(), withinMs);
    await this.run;
    clearTimeout(timer);
    this.stopping.abort();
    await this.door.close();
    this.set({ state: 'stopped', detail: null });
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Who closes has written everything before: one look that begins behind that sees it all.
      const isLastLook = this.draining;
      try {
        if (!this.claim) await this.takeOver();
        while (this.underWay.hasRoom() && this.isWorthSending()) if (!(await this.sendNext())) break;
        const shipped = this.underWay.count > 0 ? await this.settleFirst() : 0;
        this.set({ state: 'shipping', detail: null });
        this.backoff.reset();
        if (shipped === 0) {
          if (isLastLook) return;
          await this.idle();
        }
        // Few at a time cost a transaction each: a moment later there are more.
        if (shipped < WORTH_A_BATCH && this.underWay.count === 0 && !this.draining) await this.nap.sleep(this.options.lingerMs ?? 15);
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  private async takeOver(): Promise<void> {
    const { signal } = this.stopping;
    let answer = await this.door.claim(this.options.name, this.spool.spoolId, this.spool.stats().first, signal);
    if (answer.next > this.sentEnd) {
      // The server has seen positions that this folder has lost, in a power failure say. What came since has some of
      // them anew, so it is another log.
      await this.spool.renew(this.sentEnd);
      answer = await this.door.claim(this.options.name, this.spool.spoolId, this.sentEnd, signal);
    }
    this.claim = { source: answer.source, epoch: answer.epoch };
    this.set({ position: answer.next });
    await this.spool.release(answer.next);
  }

  /** The position of the next entry to send: behind those that are under way. */
  private get sendFrom(): number {
    return this.underWay.end ?? this.current.position;
  }

  /** Ahead of an answer only what fills a batch is sent: anything else would make small transactions out of large ones. */
  private isWorthSending(): boolean {
    return this.underWay.count === 0 || this.spool.writtenEnd - this.sendFrom >= WORTH_A_BATCH;
  }

  /** With nothing to send the server is told now and then that we are here. @returns whether a batch was sent */
  private async sendNext(): Promise<boolean> {
    const from = this.sendFrom;
    const part = await this.spool.read(from, { entries: BATCH_LIMITS.entries, bytes: this.batchBytes });
    if (!part) {
      if (this.underWay.count === 0 && Date.now() - this.heardAt >= this.heartbeatMs) await this.ship(from, from, 0, Buffer.alloc(0));
      return false;
    }
    const end = part.first + part.count;
    this.sentEnd = Math.max(this.sentEnd, end);
    const answer = this.ship(from, part.first, part.count, this.bodyOf(part));
    // After a refusal part of the body may still be on its way.
    void answer.then(() => part.recycle(), () => undefined);
    this.underWay.add({ end, count: part.count, answer });
    return true;
  }

  /** @param expected where the server stands then; before `first` where the spool no longer has what lies between */
  private async ship(expected: number, first: number, count: number, body: Buffer): Promise<BatchAnswer> {
    const manyRoutes = this.options.manyRoutes?.();
    const query = {
      ...(this.claim as { source: string; epoch: number }),
      first,
      ...(first === expected ? {} : { expected }),
      waiting: Math.max(0, this.spool.writtenEnd - first - count),
      spoolBytes: this.spool.stats().bytesOnDisk,
      ...(manyRoutes === undefined ? {} : { manyRoutes }),
    };
    const answer = await this.door.ship(query, body, this.stopping.signal);
    this.heardAt = Date.now();
    return answer;
  }

  /** @returns how many entries were shipped */
  private async settleFirst(): Promise<number> {
    const { count, next, setAside } = await this.underWay.first();
    this.set({ position: next, shipped: this.current.shipped + count, setAside: this.current.setAside + setAside });
    await this.spool.release(next);
    return count;
  }

  /** A single entry that is too much for what lies between us and the server goes cut: there it is set aside, and the rest goes on. */
  private bodyOf(part: SpoolPart): Buffer {
    return part.count > 1 ? part.body : part.body.subarray(0, this.batchBytes);
  }

  /** Until something is written or it is time to say that we are still here. */
  private async idle(): Promise<void> {
    if (!this.draining && this.spool.writtenEnd <= this.current.position) await this.nap.sleepUntilWoken(this.heartbeatMs);
  }

  private async recover(error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const refused = error instanceof Refused ? error : new Refused(0, `the answer makes no sense: ${(error as Error).message}`);
    const wait = Math.max(this.backoff.next(), Math.min(60, refused.retryAfter ?? 0) * 1_000);
    switch (refused.status) {
      case 0:
        // Part of what was sent may still lie in a connection that the server takes for open: a new claim fences it off.
        this.claim = null;
        break;
      case 401:
      case 403:
        this.claim = null;
        this.set({ state: 'refused', detail: `The server does not accept the API key (${refused.message}). Set CAPTURE_API_KEY to a key made in the dashboard; until then everything stays in the spool.` });
        return this.nap.sleep(this.options.refusedMs ?? 5_000);
      case 409:
        // Our view of the position is old: ask again. Twice in a row: somebody else claims it too.
        this.claim = null;
        this.set({ state: 'waiting', detail: refused.message });
        return this.nap.sleep(wait);
      case 413:
        // A proxy between us may allow less than the server does.
        this.batchBytes = Math.max(SMALLEST_BATCH, Math.floor(this.batchBytes / 2));
        break;
      default:
    }
    this.set({ state: 'waiting', detail: `The server takes nothing now (${refused.message}). Everything stays in the spool meanwhile.` });
    return this.nap.sleep(wait);
  }

  private set(change: Partial<SenderState>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    if (before.state !== this.current.state || before.detail !== this.current.detail) this.options.onState?.(this.state());
  }
}
