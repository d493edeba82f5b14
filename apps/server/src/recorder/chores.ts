import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { claimSource, isDataError, settleCompleted, SourceHeld, Summaries, type Partitions, type SourceClaim, type SourceDescription } from '@contraflow/store';
import { isDatabaseAway } from '../ports/database-errors.js';
import type { DatabaseGate } from '../ports/database-gate.js';
import { Backoff } from './backoff.js';
import { failureOf } from './failure.js';
import type { OwnConnection } from './own-connection.js';

const SETTLE_EVERY_MS = 1_000;
/** Offsets in one round: a fraction of a second of work. */
const SETTLE_LIMIT = 50_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
/** Ranges of pages summarised in one go, and how often: some 35 ms for which a claim may have to wait. What a burst leaves is done behind it. */
const SUMMARIES_LIMIT = 500;
const SUMMARIES_EVERY_MS = 2_000;

/** What the recorder does beside the lanes, over one connection: claims, settling, partitions ahead of time, summaries of BRIN. */
export class Chores {
  private readonly log = new Logger('recorder');
  private queue: Promise<unknown> = Promise.resolve();
  private aheadUntil = 0;
  private readonly summaries = new Summaries();
  private summariesDue = 0;

  constructor(
    private readonly connection: OwnConnection,
    private readonly partitions: Partitions,
    private readonly gate: DatabaseGate,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws SourceHeld when another key has the source; Error when either signal aborts first, and for a description that Postgres cannot hold */
  async claim(source: SourceDescription, signal: AbortSignal): Promise<SourceClaim> {
    const backoff = new Backoff();
    for (;;) {
      await this.gate.whenReady(signal);
      try {
        return await this.alone((client) => claimSource(client, source));
      } catch (error) {
        if (isDataError(error) || error instanceof SourceHeld) throw error;
        this.log.warn(`${source.source} could not be claimed yet: ${(error as Error).message}`);
        await backoff.pause(signal);
      }
    }
  }

  /** Runs until the recorder stops. */
  async run(): Promise<void> {
    const pause = new Backoff();
    while (!this.signal.aborted) {
      try {
        await this.gate.whenReady(this.signal);
        const passed = await this.round();
        pause.reset();
        if (passed === 0) await sleep(SETTLE_EVERY_MS, undefined, { signal: this.signal });
      } catch (error) {
        if (this.signal.aborted) break;
        if (failureOf(error) !== 'conflict') this.log.warn(`measuring completed latency waits: ${(error as Error).message}`);
        await pause.pause(this.signal).catch(() => undefined);
      }
    }
    await this.queue.catch(() => undefined);
    await this.connection.close();
  }

  private async round(): Promise<number> {
    const now = Date.now();
    if (now >= this.aheadUntil) {
      // Somebody may have dropped partitions meanwhile, so it asks Postgres and not its memory.
      this.partitions.forget();
      await this.alone((client) => this.partitions.ensureAhead(client, now));
      this.aheadUntil = now + HOUSEKEEPING_EVERY_MS;
    }
    if (now >= this.summariesDue) await this.summarise(now);
    return this.alone((client) => settleCompleted(client, SETTLE_LIMIT));
  }

  /** Without summaries questions take longer; nothing else may wait for them. */
  private async summarise(now: number): Promise<void> {
    this.summariesDue = now + SUMMARIES_EVERY_MS;
    try {
      await this.alone((client) => this.summaries.advance(client, now, SUMMARIES_LIMIT));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      this.summariesDue = now + HOUSEKEEPING_EVERY_MS;
      this.log.warn(`indexes are not summarised, which slows searches down; the next try is in an hour: ${(error as Error).message}`);
    }
  }

  /** One after the other: a connection has one conversation at a time. */
  private alone<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const turn = this.queue.then(async () => {
      const client = await this.connection.get();
      try {
        return await work(client);
      } catch (error) {
        if (failureOf(error) === 'away' && !(error instanceof SourceHeld)) this.connection.drop();
        throw error;
      }
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}
