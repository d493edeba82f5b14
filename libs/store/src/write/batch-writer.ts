import type { ClientBase } from 'pg';
import type { RecordedBatch, SourceBatch } from '../batch.js';
import { CopyBuffer } from './copy-buffer.js';
import { copyRows } from './copy-rows.js';
import { fence } from './fence.js';
import { noteLosses } from './losses.js';
import { Partitions } from './partitions.js';
import { moveProgress } from './progress.js';
import { countHttp, rollUpHttp, type HttpCounts } from './roll-up-http.js';
import { rollUpKafka } from './roll-up-kafka.js';
import { rollUpSends } from './roll-up-sends.js';
import { sift, type SiftedBatch } from './sift.js';
import { GROUP_COMMIT, HTTP_EXCHANGE, KAFKA_RECORD, PRODUCER_SEND } from './tables.js';

/** Where nothing else is said, rows older than this are not stored: each day that has any costs a partition. */
const MAX_AGE_DAYS = 30;

export interface WriteOptions {
  /** Epoch milliseconds to note in every row; now, when not given. */
  recordedAt?: number;
  /**
   * Told before the COMMIT is sent. When the connection breaks then, {@link outcomeOf} says
   * from another one whether it was committed, and so whether `recorded` is true.
   */
  onTransaction?: (id: string, recorded: RecordedBatch[]) => void;
}

/** Writes batches over connections of its caller. It keeps its buffers: one writer a lane, one batch at a time. */
export class BatchWriter {
  private readonly buffer = new CopyBuffer();

  /** @param maxAgeDays rows older than this are set aside: as long as rows are kept */
  constructor(
    private readonly partitions = new Partitions(),
    private readonly maxAgeDays = MAX_AGE_DAYS,
  ) {}

  /**
   * Stores batches in one transaction: rows, roll-ups, progress, drops, what was set aside,
   * and the new position of every source. Rows with an impossible time come back set aside.
   * @throws FenceRefused when a source does not stand where its batch expects it
   * @throws RowRefused or DatabaseError (classes 22, 23, 54) for a row that cannot be stored
   */
  async write(client: ClientBase, batches: SourceBatch[], options: WriteOptions = {}): Promise<RecordedBatch[]> {
    const recordedAt = options.recordedAt ?? Date.now();
    const sifted = sift(batches, recordedAt, this.maxAgeDays);
    const recorded = sifted.map(({ oldCommits: _, ...batch }) => ({ ...batch, recordedAt }));
    await this.partitions.ensureFor(client, sifted);
    await client.query('BEGIN');
    try {
      const counts = await this.writeRows(client, sifted, recordedAt);
      // The fence comes after the rows: its lock, and those of the roll-ups, are then held for
      // a moment only, and not while rows travel from a process that may have been stopped.
      const transaction = await fence(client, sifted, recordedAt);
      await this.writeSums(client, sifted, counts, recordedAt);
      options.onTransaction?.(transaction, recorded);
      await client.query('COMMIT');
      return recorded;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /**
   * Tries whether Postgres takes the rows, without keeping them.
   * @throws what {@link write} would throw for these rows; the fence is not asked
   */
  async tryOut(client: ClientBase, batches: SourceBatch[]): Promise<void> {
    const now = Date.now();
    const sifted = sift(batches, now, this.maxAgeDays);
    await this.partitions.ensureFor(client, sifted);
    await client.query('BEGIN');
    try {
      const counts = await this.writeRows(client, sifted, now);
      await this.writeSums(client, sifted, counts, now);
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
    }
  }

  /** @returns what the roll-ups want of the exchanges, counted while Postgres was busy with their rows */
  private async writeRows(client: ClientBase, batches: SiftedBatch[], recordedAt: number): Promise<HttpCounts | null> {
    let counts: HttpCounts | null = null;
    await copyRows(client, this.buffer, HTTP_EXCHANGE, batches, recordedAt, () => (counts = countHttp(batches)));
    await copyRows(client, this.buffer, KAFKA_RECORD, batches, recordedAt);
    await copyRows(client, this.buffer, PRODUCER_SEND, batches, recordedAt);
    await copyRows(client, this.buffer, GROUP_COMMIT, batches, recordedAt);
    return counts;
  }

  /** The same order in every lane and server, so that none waits for another in a ring. */
  private async writeSums(client: ClientBase, batches: SiftedBatch[], counts: HttpCounts | null, recordedAt: number): Promise<void> {
    await noteLosses(client, batches, recordedAt);
    await moveProgress(client, batches);
    if (counts) await rollUpHttp(client, counts);
    await rollUpKafka(client, batches);
    await rollUpSends(client, batches);
  }
}

/** {@link BatchWriter.write} for a caller that writes seldom. */
export function writeBatches(client: ClientBase, batches: SourceBatch[], options?: WriteOptions): Promise<RecordedBatch[]> {
  return new BatchWriter().write(client, batches, options);
}
