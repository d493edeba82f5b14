import { emptyRows, type BatchRows } from '@contraflow/store';
import type { Recorder } from '../../ports/recorder.js';
import { pause, reasonOf } from '../bounded.js';
import { decompress } from '../wire/codecs.js';
import type { FetchedSet } from '../wire/fetch-hook.js';
import { recordBatches, type RecordBatchHeader } from '../wire/record-batches.js';
import { recordsOf, type WireRecord } from '../wire/records.js';
import { AbortedTransactions } from './aborted.js';
import type { Cursor } from './cursor.js';
import type { CursorBook } from './cursor-book.js';

/** Turns records into rows. */
export interface RowMaker {
  /** What has to be known before the records of a batch can become rows. */
  prepare?(records: WireRecord[]): Promise<void>;
  /**
   * Adds what becomes of a record to `rows`.
   * @param copy true where few of the fetched bytes are kept: views on them would hold all of them in memory
   * @returns about how many bytes the rows take, 0 when it became none
   */
  add(rows: BatchRows, cursor: Cursor, record: WireRecord, observedAt: number, copy: boolean): number;
  /** Bytes kept of each key and value. */
  readonly prefixBytes: number;
}

/** What kafkajs lends to the work on a batch. */
export interface Lease {
  heartbeat(): Promise<void>;
  /** False once the batch is not ours any more; to be asked after everything that takes time. */
  holds(): boolean;
}

const CHUNK = { rows: 4_000, bytes: 4 * 1024 * 1024 };
const ROW_OVERHEAD_BYTES = 512;
const SET_ASIDE_BYTES = 64 * 1024;
const BEAT_MS = 1_000;
/** A position that moved without rows is written this often, so that a restart does not read it all again. */
const EMPTY_STEP_MS = 30_000;

/** Fetched bytes become rows, and rows go to the recorder in bounded batches. */
export class Intake {
  constructor(
    private readonly recorder: Recorder,
    private readonly book: CursorBook,
    private readonly maker: RowMaker,
  ) {}

  /**
   * Takes in everything that one partition answered to one fetch. Returns when it is handed in, not when it is committed.
   * @returns false when the batch was not ours any more
   * @throws the error of a heartbeat when the group is rebalancing
   */
  async take(cursor: Cursor, set: FetchedSet, lease: Lease): Promise<boolean> {
    const aborted = new AbortedTransactions(set.abortedTransactions);
    let chunk = new Chunk();
    for (const batch of recordBatches(set.records)) {
      const nothing = aborted.covers(batch);
      if (batch.lastOffset < cursor.read) continue;
      if (!nothing) {
        const reading = new Reading(batch, set.observedAt);
        await this.open(reading, chunk, cursor);
        if (!lease.holds()) return false;
        while (this.fill(chunk, reading, cursor)) {
          if (!(await this.handIn(cursor, chunk, lease))) return false;
          chunk = new Chunk();
        }
      }
      cursor.read = batch.lastOffset + 1n;
    }
    const due = !chunk.isEmpty() || Date.now() - cursor.handedAt > EMPTY_STEP_MS;
    return !due || cursor.read === cursor.handed || this.handIn(cursor, chunk, lease);
  }

  private async open(reading: Reading, chunk: Chunk, cursor: Cursor): Promise<void> {
    const { batch } = reading;
    try {
      if (batch.magic !== 2) throw new Error(`message format ${batch.magic} is from before Kafka 0.11`);
      const payload = batch.codec === 0 ? batch.payload : await decompress(batch.codec, batch.payload);
      reading.copy = payload.length > batch.recordCount * 2 * (this.maker.prefixBytes + ROW_OVERHEAD_BYTES);
      reading.records = recordsOf(batch, payload);
      if (!this.maker.prepare) return;
      const records = [...reading.records];
      await this.maker.prepare(records);
      reading.records = records.values();
    } catch (error) {
      setAside(chunk, batch, cursor.read, error);
      // Others may be able to read what we cannot.
      cursor.visibleEnd = batch.lastOffset + 1n;
    }
  }

  /** Adds records until they end or the chunk is full; true when it is full. What cannot be read is set aside. */
  private fill(chunk: Chunk, { batch, records, copy, observedAt }: Reading, cursor: Cursor): boolean {
    try {
      for (let next = records.next(); !next.done; next = records.next()) {
        const record = next.value;
        if (record.offset < cursor.read) continue;
        chunk.bytes += this.maker.add(chunk.rows, cursor, record, observedAt, copy);
        cursor.read = cursor.visibleEnd = record.offset + 1n;
        if (chunk.isFull()) return true;
      }
    } catch (error) {
      setAside(chunk, batch, cursor.read, error);
      // Others may be able to read what we cannot.
      cursor.visibleEnd = batch.lastOffset + 1n;
    }
    return false;
  }

  /** @returns false when the batch is no longer ours: then nothing was handed in */
  private async handIn(cursor: Cursor, chunk: Chunk, lease: Lease): Promise<boolean> {
    const waiting = new AbortController();
    const room = this.recorder.room(chunk.bytes, waiting.signal).then(() => true, () => false);
    try {
      for (;;) {
        const got = await Promise.race([room, pause(BEAT_MS, waiting.signal)]);
        if (!lease.holds() || got === false) return false;
        if (got) break;
        await lease.heartbeat();
      }
    } finally {
      waiting.abort();
    }
    this.book.handIn(cursor, chunk.rows, cursor.read, chunk.bytes);
    return true;
  }
}

/** A record batch that is being read. */
class Reading {
  records: IterableIterator<WireRecord> = [].values();
  copy = false;

  constructor(
    readonly batch: RecordBatchHeader,
    readonly observedAt: number,
  ) {}
}

class Chunk {
  readonly rows = emptyRows();
  bytes = 0;

  isEmpty(): boolean {
    return this.bytes === 0;
  }

  isFull(): boolean {
    const { kafka, commits } = this.rows;
    return this.bytes >= CHUNK.bytes || kafka.length + commits.length >= CHUNK.rows;
  }
}

function setAside(chunk: Chunk, batch: RecordBatchHeader, from: bigint, error: unknown): void {
  const payload = Buffer.from(batch.raw.subarray(0, SET_ASIDE_BYTES));
  const reason = `Offsets ${from} to ${batch.lastOffset} could not be read: ${reasonOf(error)}.`;
  chunk.rows.setAside.push({ position: from, reason, payload });
  chunk.bytes += payload.length + ROW_OVERHEAD_BYTES;
}
