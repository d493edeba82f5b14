import { FrameEncoder } from './frame.js';
import type { SegmentLog } from './segment-log.js';

/** Bytes that a line takes beside its own: its line feed and, where it is written alone, the frame's header. */
export const LINE_OVERHEAD = 13;
const RETRY_MS = 250;

export interface WriteBehindEvents {
  /** Lines were written. */
  onWritten(): void;
  /** The disk takes nothing, and why; null when it does again. */
  onProblem(problem: string | null): void;
  /** Lines that the disk did not take until the end. */
  onGivenUp(count: number, problem: string): void;
}

/** Lines on their way to the log: whoever brings them never waits; they are written together a few milliseconds later. */
export class WriteBehind {
  /** Of all that is not written yet, about: a character is counted as one byte. */
  bytes = 0;
  /** Lines that are not written yet. */
  count = 0;
  /** Why the disk takes nothing now. */
  problem: string | null = null;
  private readonly encoder = new FrameEncoder();
  private lines: string[] = [];
  private writing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closing = false;

  constructor(
    private readonly log: Pick<SegmentLog, 'append'>,
    private readonly flushMs: number,
    private readonly events: WriteBehindEvents,
    private readonly retryMs = RETRY_MS,
  ) {}

  push(line: string): void {
    this.count += 1;
    this.bytes += line.length + LINE_OVERHEAD;
    this.lines.push(line);
    if (!this.writing) this.writeLater();
  }

  /** Resolves when all that was pushed is written. */
  async flush(): Promise<void> {
    while (this.lines.length > 0 || this.writing) await this.write();
  }

  /** Writes what is there; what the disk does not take now is given up. */
  async close(): Promise<void> {
    this.closing = true;
    await this.flush();
  }

  private write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.writing ??= this.writeOnce().finally(() => {
      this.writing = null;
      // What came meanwhile waits for company too: a write for every few entries would cost more than the entries.
      if (this.lines.length > 0) this.writeLater();
    });
    return this.writing;
  }

  private writeLater(): void {
    this.timer ??= setTimeout(() => void this.write(), this.flushMs);
  }

  private async writeOnce(): Promise<void> {
    const lines = this.lines;
    if (lines.length === 0) return;
    this.lines = [];
    const taken = await this.writeUntilTaken(this.encoder.encode(lines), lines.length);
    for (const line of lines) this.bytes -= line.length + LINE_OVERHEAD;
    this.count -= lines.length;
    if (taken) this.events.onWritten();
    else this.events.onGivenUp(lines.length, this.problem ?? 'the spool could not be written');
  }

  /** @returns false when the disk took nothing and there is no more time */
  private async writeUntilTaken(frames: Buffer, count: number): Promise<boolean> {
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
