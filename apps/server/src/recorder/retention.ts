import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DatabaseError, type Client } from 'pg';
import { aloneInDropping, expiredPartitions, lastRoomDrop, listPartitions, oldestDay, storageBytes, Store, trimLosses } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';
import { describeFailure } from './failure.js';
import { OwnConnection } from './own-connection.js';
import { KEPT_TABLES, PartitionDropper } from './partition-dropper.js';
import { StorageFigures } from './storage-figures.js';
import { storageHealth } from './storage-health.js';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 60_000;
const EXPIRE_EVERY_MS = 3_600_000;
/** Counting the rows of a large day takes its time; waiting for questions has its own, shorter bound. */
const ANSWER_MS = 1_800_000;

/**
 * How long what is recorded is kept: at start and every hour what is older than configured goes, and every minute
 * the disk guard looks whether there is room. Over a connection of its own, so that recording never waits for it.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('retention');
  private readonly stopping = new AbortController();
  private readonly connection: OwnConnection;
  private running: Promise<void> = Promise.resolve();
  private expireAt = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Store) store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(PartitionDropper) private readonly dropper: PartitionDropper,
    @Inject(StorageFigures) private readonly figures: StorageFigures,
  ) {
    this.connection = new OwnConnection(store.databaseUrl, 'contraflow-retention', () => gate.suspect(), ANSWER_MS);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('The recorder stops.'));
    this.connection.drop();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.gate.whenReady(signal).then(() => this.round(Date.now())).catch((error: unknown) => this.failed(error));
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    await this.connection.close();
  }

  /**
   * Drops what is due, looks how much room there is, and makes some where there is none.
   * @param now epoch milliseconds
   */
  async round(now: number): Promise<void> {
    const { figures } = this;
    const client = await this.connection.get();
    this.stopping.signal.throwIfAborted();
    if (now >= this.expireAt) await aloneInDropping(client, () => this.expire(client, now));
    figures.bytes = await storageBytes(client);
    figures.isExhausted = false;
    if (this.isBeyondBound()) await aloneInDropping(client, () => this.makeRoom(client, now));
    figures.lastRoomDrop = await lastRoomDrop(client);
    figures.failing = null;
    this.board.set(storageHealth(figures));
  }

  /** What a question still reads is looked at again in the next round. */
  private async expire(client: Client, now: number): Promise<void> {
    const { retentionDays: rows, rollupRetentionDays: rollUps } = this.config;
    const expired = expiredPartitions(await listPartitions(client, KEPT_TABLES), now, { rows, rollUps });
    const { inUse } = await this.dropper.drop(client, expired, 'age');
    await trimLosses(client, { setAside: now - rows * DAY_MS, drops: now - rollUps * DAY_MS });
    if (!inUse) this.expireAt = now + EXPIRE_EVERY_MS;
  }

  /** A day after the other, the oldest first, until there is room or nothing is left that may go. */
  private async makeRoom(client: Client, now: number): Promise<void> {
    const { figures } = this;
    for (;;) {
      // Asked again after the lock was had: another server may have made room meanwhile.
      figures.bytes = await storageBytes(client);
      if (!this.isBeyondBound()) return;
      const day = oldestDay(await listPartitions(client, KEPT_TABLES), now);
      figures.isExhausted = day.length === 0;
      const { dropped } = await this.dropper.drop(client, day, 'room');
      if (dropped === 0) return;
    }
  }

  private isBeyondBound(): boolean {
    const { bytes, maxBytes } = this.figures;
    return bytes !== null && maxBytes !== null && bytes > maxBytes;
  }

  private failed(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    this.connection.drop();
    // Where Postgres is away its own line on the board says so.
    if (!(error instanceof DatabaseError)) return this.log.warn(`what is kept could not be looked at: ${(error as Error).message}`);
    const failing = error.code === '42501' ? 'dropping takes a database role that owns the tables' : describeFailure(error);
    if (this.figures.failing !== failing) this.log.warn(`what is to be dropped stays for now: ${error.message}`);
    this.figures.failing = failing;
    this.board.set(storageHealth(this.figures));
  }
}
