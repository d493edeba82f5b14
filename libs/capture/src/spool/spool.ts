import { mkdir } from 'node:fs/promises';
import { BATCH_LIMITS } from '@contraflow/contract';
import { wallClock } from '../clock.js';
import type { SpoolEntry } from '../entry/captured-exchange.js';
import { EntryEncoder } from '../entry/entry-encoder.js';
import { DropCounter } from './drop-counter.js';
import { newIdentity, readIdentity } from './identity.js';
import { lockFolder } from './lock.js';
import { SegmentLog, type SpoolPart } from './segment-log.js';
import { ENTRY_OVERHEAD, WriteBehind } from './write-behind.js';

export interface SpoolOptions {
  /** A folder of its own; made when it is not there. */
  folder: string;
  /** Bound on disk; beyond it entries are dropped and counted. */
  maxBytes?: number;
  /** Bound of what waits in memory to be written. */
  bufferBytes?: number;
  /** Milliseconds that entries wait for company before they are written. */
  flushMs?: number;
  /** Told when the disk takes nothing, and when it does again. */
  onProblem?: (problem: string | null) => void;
}

export interface SpoolStats {
  /** The first position still on disk, and the position the next entry gets. */
  first: number;
  next: number;
  bytesOnDisk: number;
  bytesInMemory: number;
  /** Entries dropped since the spool was opened. */
  dropped: number;
}

/**
 * An append-only log of capture entries on disk. `append` never waits: entries go to memory and are written together a
 * few milliseconds later. What does not fit is dropped and counted, and the count becomes an entry of its own.
 */
export class Spool {
  /** Called after entries were written. */
  onWritten: (() => void) | null = null;
  private readonly writer: WriteBehind;
  private readonly encoder = new EntryEncoder();
  /** Where the log ended when it was opened. */
  readonly openedAt: number;
  private closing = false;

  private constructor(
    private readonly options: Required<SpoolOptions>,
    private readonly log: SegmentLog,
    private readonly drops: DropCounter,
    private readonly unlock: () => Promise<void>,
    private id: string,
  ) {
    this.openedAt = log.next;
    this.writer = new WriteBehind(log, options.flushMs, {
      onWritten: () => this.onWritten?.(),
      onProblem: options.onProblem,
      onGivenUp: (count, problem) => this.countDrops(count, problem),
    });
  }

  /** @throws Error when another process uses the folder, or it cannot be written */
  static async open(options: SpoolOptions): Promise<Spool> {
    const maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
    const defaults = { maxBytes, bufferBytes: Math.min(16 * 1024 * 1024, maxBytes), flushMs: 4, onProblem: () => undefined };
    const segmentBytes = Math.max(16 * 1024, Math.min(8 * 1024 * 1024, Math.floor(maxBytes / 8)));
    const unlock = await prepare(options.folder);
    try {
      const log = await SegmentLog.open(options.folder, segmentBytes, BATCH_LIMITS.entryBytes);
      const spool = new Spool({ ...defaults, ...options }, log, await DropCounter.load(options.folder), unlock, await readIdentity(options.folder));
      spool.tellDrops();
      return spool;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get spoolId(): string {
    return this.id;
  }

  /** The position behind the last entry on disk. */
  get writtenEnd(): number {
    return this.log.next;
  }

  /**
   * Takes an entry in. Never waits, never throws.
   * @returns false when it was dropped
   */
  append(entry: SpoolEntry): boolean {
    // Where nothing fits, nothing is encoded.
    const reason = this.whyNot(ENTRY_OVERHEAD) ?? this.encodeAndPush(entry);
    if (reason === null) return true;
    this.drops.count(reason, wallClock());
    return false;
  }

  /** Entries from `position` on; null when there are none yet. */
  read(position: number, limits: { entries: number; bytes: number }): Promise<SpoolPart | null> {
    return this.log.read(position, limits);
  }

  /** Says that everything before `upTo` is safe elsewhere. */
  async release(upTo: number): Promise<void> {
    await this.log.release(upTo);
    this.tellDrops();
  }

  /** Makes this another log, that begins at `from`. For when a server has seen positions that this folder has lost. */
  async renew(from: number): Promise<void> {
    this.id = await newIdentity(this.options.folder);
    await this.log.release(from);
  }

  /** Resolves when all that was appended is written. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  stats(): SpoolStats {
    const { first, bytes } = this.log;
    return { first, next: this.log.next + this.writer.count, bytesOnDisk: bytes, bytesInMemory: this.writer.bytes, dropped: this.drops.total };
  }

  /** Writes what it has, syncs and gives the folder free. */
  async close(): Promise<void> {
    this.closing = true;
    await this.writer.close();
    await this.drops.save();
    await this.log.close();
    await this.unlock();
  }

  /** @returns why it did not go in; null when it did */
  private encodeAndPush(entry: SpoolEntry): string | null {
    const bytes = this.encoder.encode(entry);
    if (bytes === null) return `an entry was larger than ${BATCH_LIMITS.entryBytes} bytes`;
    const reason = this.whyNot(bytes.length + ENTRY_OVERHEAD);
    if (reason !== null) return reason;
    this.tellDrops();
    this.writer.push(bytes);
    return null;
  }

  /** Why there is no room for `bytes` more; null when there is. */
  private whyNot(bytes: number): string | null {
    const { maxBytes, bufferBytes } = this.options;
    if (this.closing) return 'the capture was being stopped';
    if (this.writer.bytes + bytes > bufferBytes) return this.writer.problem ?? 'the spool could not be written as fast as entries came';
    if (this.log.bytes + this.writer.bytes + bytes > maxBytes) return `the spool was full: ${maxBytes} bytes waited for the server`;
    return null;
  }

  /** Puts what was dropped before into the log, once there is room. */
  private tellDrops(): void {
    const drop = this.drops.pending;
    if (!drop) return;
    const bytes = Buffer.from(JSON.stringify({ kind: 'drop', ...drop } satisfies SpoolEntry));
    if (this.whyNot(bytes.length + ENTRY_OVERHEAD) !== null) return;
    this.drops.settled();
    this.writer.push(bytes);
    void this.flush().then(() => this.drops.save());
  }

  private countDrops(count: number, reason: string): void {
    const now = wallClock();
    for (let i = 0; i < count; i += 1) this.drops.count(reason, now);
  }
}

async function prepare(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await lockFolder(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`The spool folder ${folder} cannot be used (${message}). Capture needs a folder that it may write, on a disk with room: set SPOOL_DIR.`, { cause: error });
  }
}
