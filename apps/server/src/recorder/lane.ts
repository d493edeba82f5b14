import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { allAside, BatchWriter, FenceRefused, outcomeOf, withoutCulprits, type Partitions, type RecordedBatch } from '@contraflow/store';
import type { DatabaseGate } from '../ports/database-gate.js';
import type { Announcer, Stamp } from './announcer.js';
import { Backoff } from './backoff.js';
import type { BatchQueue } from './batch-queue.js';
import { describeFailure, failureOf } from './failure.js';
import type { Figures } from './figures.js';
import type { OwnConnection } from './own-connection.js';
import type { PendingBatch } from './pending-batch.js';

/** A partition may be dropped between a search and the next try, so one search is not always enough. */
const MOST_SEARCHES = 3;

/** What all lanes share. */
export interface LaneSurroundings {
  queue: BatchQueue;
  announcer: Announcer;
  partitions: Partitions;
  figures: Figures;
  gate: DatabaseGate;
  /** Rows older than this are set aside. */
  maxAgeDays: number;
}

/** A transaction whose connection broke when its COMMIT may have been sent. */
interface Unclear {
  transaction: string;
  stamp: Stamp;
  recorded: RecordedBatch[];
}

/** Takes batches from the queue and commits them, one transaction after the other, over a connection of its own. */
export class Lane {
  private readonly log = new Logger('recorder');
  private readonly writer: BatchWriter;
  private readonly backoff = new Backoff();
  private unclear: Unclear | null = null;

  constructor(
    readonly name: string,
    private readonly connection: OwnConnection,
    private readonly shared: LaneSurroundings,
    private readonly signal: AbortSignal,
  ) {
    this.writer = new BatchWriter(shared.partitions, shared.maxAgeDays);
  }

  /** Runs until the queue is closed. */
  async run(): Promise<void> {
    for (let taken = await this.shared.queue.take(); taken; taken = await this.shared.queue.take()) {
      try {
        await this.commit(taken);
      } catch (error) {
        // Only stopping, or a mistake of ours: nobody may wait for these batches for ever.
        if (!this.signal.aborted) this.log.error(error, `a transaction of ${taken.length} batches failed for good`);
        this.connection.drop();
        if (this.unclear) this.shared.announcer.end(this.unclear.stamp, null);
        this.unclear = null;
        for (const pending of taken) pending.reject(error);
      }
      this.shared.queue.done(taken);
    }
    await this.connection.close();
  }

  /** Ends the statement under way, when there is no more time for it. */
  cut(): void {
    this.connection.drop();
  }

  /** Tries until every batch is committed or rejected. Where rows cannot be stored, batches go on apart, those without such rows first. */
  private async commit(taken: PendingBatch[]): Promise<void> {
    const parts = [taken];
    const put = new Set<string>();
    for (let part = parts.shift(); part; part = parts.shift()) {
      const [source] = sourcesOf(part) as [string];
      // A single batch that others need not follow on gives them its turn once.
      const mayWait = parts.length > 0 && !put.has(source) && !parts.some((other) => sourcesOf(other).includes(source));
      if (mayWait) put.add(source);
      parts.push(...(await this.commitPart(part, mayWait)));
    }
  }

  /** @returns what has to be tried by itself, later */
  private async commitPart(part: PendingBatch[], mayWait: boolean): Promise<PendingBatch[][]> {
    let left = part;
    let searches = 0;
    while (left.length > 0) {
      try {
        const client = await this.connection.get();
        if (await this.clearUp(client, left)) return [];
        await this.write(client, left);
        return [];
      } catch (error) {
        this.signal.throwIfAborted();
        const failure = failureOf(error);
        if (failure === 'refused') left = this.refuse(left, error as FenceRefused);
        else if (failure === 'conflict') this.shared.figures.retried();
        else if (failure === 'away') await this.waitForPostgres(error);
        else {
          this.shared.partitions.forget();
          if (left.length > 1) return apart(left);
          if (mayWait) return [left];
          const [pending] = left as [PendingBatch];
          if (searches < MOST_SEARCHES) searches += (await this.search(pending)) ? 1 : 0;
          else if (searches++ === MOST_SEARCHES) this.giveUp(pending, error as Error);
          else left = this.reject(pending, error as Error);
        }
      }
    }
    return [];
  }

  private async write(client: Client, left: PendingBatch[]): Promise<void> {
    const { announcer } = this.shared;
    const stamp = announcer.begin();
    const begun = performance.now();
    let sent: Unclear | null = null;
    try {
      const recorded = await this.writer.write(client, left.map(({ batch }) => batch), {
        recordedAt: stamp.recordedAt,
        onTransaction: (transaction, rows) => (sent = { transaction, stamp, recorded: rows }),
      });
      this.finish(left, stamp, recorded, performance.now() - begun);
    } catch (error) {
      // An answer of Postgres means that it rolled back; silence may mean anything.
      if (sent && failureOf(error) === 'away') this.unclear = sent;
      else announcer.end(stamp, null);
      throw error;
    }
  }

  /** Asks what became of a transaction whose connection broke. @returns whether it was committed after all */
  private async clearUp(client: Client, left: PendingBatch[]): Promise<boolean> {
    const { unclear } = this;
    if (!unclear) return false;
    const outcome = await outcomeOf(client, unclear.transaction);
    if (outcome === 'in progress') throw new Error('the transaction before is not over yet');
    this.unclear = null;
    if (outcome === 'committed') this.finish(left, unclear.stamp, unclear.recorded, null);
    else this.shared.announcer.end(unclear.stamp, null);
    return outcome === 'committed';
  }

  private finish(left: PendingBatch[], stamp: Stamp, recorded: RecordedBatch[], tookMs: number | null): void {
    this.backoff.reset();
    this.shared.figures.committed(recorded, tookMs, left);
    this.shared.figures.works(this.name);
    for (const [i, pending] of left.entries()) pending.resolve(recorded[i] as RecordedBatch);
    this.shared.announcer.end(stamp, recorded);
  }

  /** Rejects the batches of the sources that somebody else has, and what follows on them. @returns the others */
  private refuse(left: PendingBatch[], error: FenceRefused): PendingBatch[] {
    const lost = new Set(error.sources);
    for (const pending of left) {
      const { source, epoch } = pending.batch;
      if (!lost.has(source)) continue;
      this.shared.queue.refuse(source, epoch);
      pending.reject(new FenceRefused([source]));
    }
    this.shared.figures.refused(lost.size);
    return left.filter(({ batch }) => !lost.has(batch.source));
  }

  /** Finds the rows that cannot be stored and sets them aside. @returns false when Postgres went away meanwhile */
  private async search(pending: PendingBatch): Promise<boolean> {
    try {
      const cleaned = await withoutCulprits(await this.connection.get(), this.writer, pending.batch);
      const found = cleaned.rows.setAside.length - pending.batch.rows.setAside.length;
      if (found > 0) this.log.warn(`${found} rows of ${pending.batch.source} cannot be stored and were set aside with the reason`);
      pending.batch = cleaned;
      return true;
    } catch (error) {
      this.signal.throwIfAborted();
      if (failureOf(error) === 'conflict') this.shared.figures.retried();
      else await this.waitForPostgres(error);
      return false;
    }
  }

  /** The search finds nothing and the batch is refused all the same: all of it is set aside, so that its source goes on. */
  private giveUp(pending: PendingBatch, error: Error): void {
    const { batch } = pending;
    this.log.error(error, `a batch of ${batch.source} cannot be stored, whichever of its rows are left out: all of it is set aside`);
    pending.batch = allAside(batch, `It is part of a batch that cannot be stored: ${error.message}`);
  }

  /** Only a mistake of ours: nobody may wait for it for ever, and nobody else's batches suffer. */
  private reject(pending: PendingBatch, error: Error): PendingBatch[] {
    this.log.error(error, `a batch of ${pending.batch.source} failed for good`);
    pending.reject(error);
    return [];
  }

  private async waitForPostgres(error: unknown): Promise<void> {
    this.connection.drop();
    this.shared.figures.stalls(this.name, describeFailure(error));
    this.shared.figures.retried();
    this.shared.gate.suspect();
    await this.backoff.pause(this.signal);
    await this.shared.gate.whenReady(this.signal);
  }
}

function sourcesOf(part: PendingBatch[]): string[] {
  return [...new Set(part.map(({ batch }) => batch.source))];
}

/** The batches of each source by themselves; of a single one, each batch, in order. */
function apart(part: PendingBatch[]): PendingBatch[][] {
  const sources = sourcesOf(part);
  if (sources.length === 1) return part.map((pending) => [pending]);
  return sources.map((source) => part.filter(({ batch }) => batch.source === source));
}
