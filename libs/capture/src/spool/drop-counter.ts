import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CaptureDrop } from '@contraflow/contract';

/** Drops are written down this often while they go on. */
const SAVE_MS = 1_000;

/** Counts what could not be kept until there is room to say so; the count is in a file too, for the next life. */
export class DropCounter {
  /** Dropped since the folder was opened. */
  total = 0;
  private saving: NodeJS.Timeout | null = null;
  private work: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private open: CaptureDrop | null,
  ) {}

  static async load(folder: string): Promise<DropCounter> {
    const path = join(folder, 'drops.json');
    const text = await readFile(path, 'utf8').catch(() => 'null');
    let kept: unknown = null;
    try {
      kept = JSON.parse(text);
    } catch {
      // Torn by the end of the process that wrote it: this count is lost, as documented.
    }
    return new DropCounter(path, CaptureDrop.safeParse(kept).data ?? null);
  }

  /** What is not yet said. */
  get pending(): CaptureDrop | null {
    return this.open;
  }

  count(reason: string, now: number): void {
    this.total += 1;
    if (this.open) {
      this.open.dropped += 1;
      this.open.until = Math.max(this.open.until, now);
    } else this.open = { dropped: 1, since: now, until: now, reason: reason.slice(0, 512) };
    this.saving ??= setTimeout(() => void this.save(), SAVE_MS).unref();
  }

  /** The drop has become an entry of the spool. */
  settled(): void {
    this.open = null;
  }

  /** Brings the file to what is pending now. */
  save(): Promise<void> {
    if (this.saving) clearTimeout(this.saving);
    this.saving = null;
    const text = this.open ? JSON.stringify(this.open) : null;
    // A disk that takes nothing takes no count either; it stays in memory.
    this.work = this.work.then(() => (text ? writeFile(this.path, text, { mode: 0o600 }) : rm(this.path, { force: true }))).catch(() => undefined);
    return this.work;
  }
}
