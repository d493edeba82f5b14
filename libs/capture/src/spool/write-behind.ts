import { LENGTH_BYTES } from '../entry/entry-sequence.js';
import { FRAME_HEADER_BYTES, OpenFrame } from './frame.js';
import type { SegmentLog } from './segment-log.js';

/** Bytes that an entry takes beside its own: its length and, where it is written alone, the frame's header. */
export const ENTRY_OVERHEAD = LENGTH_BYTES + FRAME_HEADER_BYTES;
const RETRY_MS = 250;
/** Frames that are kept to be filled again: some are written while the next are filled. */
const KEPT_FRAMES = 8;

export interface WriteBehindEvents {
  /** Entries were written. */
  onWritten(): void;
  /** The disk takes nothing, and why; null when it does again. */
  onProblem(problem: string | null): void;
  /** Entries that the disk did not take until the end. */
  onGivenUp(count: number, problem: string): void;
}

/** Entries on their way to the log: whoever brings them never waits; they are written together a few milliseconds later. */
export class WriteBehind {
  /** Of all that is not written yet. */
  bytes = 0;
  /** Entries that are not written yet. */
  count = 0;
  /** Why the disk takes nothing now. */
  problem: string | null = null;
  /** Filled one after the other; the last one may have room. */
  private readonly frames: OpenFrame[] = [];
  private readonly spare: OpenFrame[] = [];
  private writing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closing = false;

  constructor(
    private readonly log: Pick<SegmentLog, 'append' | 'bytesAtOnce'>,
    private readonly flushMs: number,
    private readonly events: WriteBehindEvents,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** @param entry copied at once */
  push(entry: Uint8Array): void {
    this.count += 1;
    this.bytes += entry.length + ENTRY_OVERHEAD;
    this.frameFor(entry.length).add(entry);
    if (!this.writing) this.writeLater();
  }

  /** Resolves when all that was pushed is written. */
  async flush(): Promise<void> {
    while (this.frames.length > 0 || this.writing) await this.write();
  }

  /** Writes what is there; what the disk does not take now is given up. */
  async close(): Promise<void> {
    this.closing = true;
    await this.flush();
  }

  private frameFor(entryBytes: number): OpenFrame {
    const last = this.frames.at(-1);
    if (last?.fits(entryBytes)) return last;
    const kept = this.spare.at(-1);
    const frame = kept?.fits(entryBytes) ? (this.spare.pop() as OpenFrame) : new OpenFrame(entryBytes);
    this.frames.push(frame);
    return frame;
  }

  private write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.writing ??= this.writeOnce().finally(() => {
      this.writing = null;
      // What came meanwhile waits for company too: a write for every few entries would cost more than the entries.
      if (this.frames.length > 0) this.writeLater();
    });
    return this.writing;
  }

  private writeLater(): void {
    this.timer ??= setTimeout(() => void this.write(), this.flushMs);
  }

  private async writeOnce(): Promise<void> {
    const waiting = this.frames.splice(0);
    while (waiting.length > 0) {
      const frames = waiting.splice(0, this.fitting(waiting));
      const count = frames.reduce((sum, frame) => sum + frame.count, 0);
      const taken = await this.writeUntilTaken(frames.map((frame) => frame.close()), count);
      for (const frame of frames) this.release(frame);
      if (taken) this.events.onWritten();
      else this.events.onGivenUp(count, this.problem ?? 'the spool could not be written');
    }
  }

  /** How many of the frames are written together: each write costs a turn of the event loop, which is long when there is much to do. */
  private fitting(frames: readonly OpenFrame[]): number {
    let bytes = 0;
    const tooMany = frames.findIndex((frame) => (bytes += frame.size) > this.log.bytesAtOnce);
    return tooMany === -1 ? frames.length : Math.max(1, tooMany);
  }

  private release(frame: OpenFrame): void {
    this.bytes -= frame.bytes + frame.count * ENTRY_OVERHEAD;
    this.count -= frame.count;
    frame.clear();
    if (frame.isOrdinary && this.spare.length < KEPT_FRAMES) this.spare.push(frame);
  }

  /** @returns false when the disk took nothing and there is no more time */
  private async writeUntilTaken(frames: readonly Buffer[], count: number): Promise<boolean> {
    for (;;) {
      try {
        await this.log.append(frames, count);
        this.report(null);
        return true;
      } catch (error) {
        this.report(`the spool could not be written: ${(error as Error).message}`);
        if (this.closing) return false;
        await new Promise((done) => setTimeout(done, this.retryMs));
      }
    }
  }

  private report(problem: string | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.events.onProblem(problem);
  }
}
