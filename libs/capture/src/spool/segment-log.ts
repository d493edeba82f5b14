import { mkdir, open, readdir, rm, truncate, type FileHandle } from 'node:fs/promises';
import { ReadBuffers } from './read-buffers.js';
import { readEntries, scanSegment, segmentAt, segmentFirst, type Place, type ReadLimits, type Segment } from './segment.js';

/** Entries out of the log. */
export interface SpoolPart {
  /** Position of the first entry. Later than asked for where the log no longer has, or cannot read, what lies before. */
  first: number;
  count: number;
  /** Entries one after another, as the contract's `exchange-bytes.ts` says. */
  body: Buffer;
  /** Nobody needs `body` any more: what it lies in is read into again. */
  recycle(): void;
}

/** Where the last read ended, so that the next need not go through its segment from the start. */
interface Cursor {
  segment: Segment;
  file: FileHandle;
  position: number;
  place: Place;
}

/**
 * The files of a spool: segments of frames, the last one being written. One writer, one reader, both in this process.
 * What `append` has written survives the end of the process however it ends; what the system had not yet put on disk
 * does not survive a loss of power, since only full segments and the last one at `close` are synced.
 */
export class SegmentLog {
  private cursor: Cursor | null = null;
  private readonly buffers = new ReadBuffers();
  /** Bytes of an entry, as the last read found them. */
  private likelyBytes: number | undefined;
  private rollNext = false;
  private background: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly segmentBytes: number,
    private readonly entryBytes: number,
    private readonly segments: Segment[],
    private writer: FileHandle,
    private nextPosition: number,
  ) {}

  /** Opens or makes the folder's log; a frame that was torn at the end is cut off. */
  static async open(folder: string, segmentBytes: number, entryBytes: number): Promise<SegmentLog> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const firsts = (await readdir(folder)).map(segmentFirst).filter((first) => first !== null).sort((a, b) => a - b);
    const segments = firsts.map((first) => segmentAt(folder, first));
    if (segments.length === 0) segments.push(segmentAt(folder, 0));
    const last = segments[segments.length - 1] as Segment;
    // 'a+' would write at the end whatever position is given; so it is only made here.
    await (await open(last.path, 'a', 0o600)).close();
    const { count, bytes } = await scanSegment(last.path, entryBytes);
    await truncate(last.path, bytes);
    for (const segment of segments) segment.bytes = await sizeOf(segment.path);
    const log = new SegmentLog(folder, segmentBytes, entryBytes, segments, await open(last.path, 'r+'), last.first + count);
    // The segment being written is never released; one of a time with a larger bound could fill the log alone and for ever.
    if (bytes > segmentBytes) await log.roll();
    return log;
  }

  /** The first position that is still there. */
  get first(): number {
    return (this.segments[0] as Segment).first;
  }

  /** The position behind the last one written. */
  get next(): number {
    return this.nextPosition;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  private get last(): Segment {
    return this.segments[this.segments.length - 1] as Segment;
  }

  /** Bytes that are well written with one call; more would make segments longer than they shall be. */
  get bytesAtOnce(): number {
    return this.segmentBytes / 2;
  }

  /** Writes frames; after an error nothing of them counts, and the same call may be made again. */
  async append(frames: readonly Buffer[], count: number): Promise<void> {
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    const isFull = this.last.bytes > 0 && this.last.bytes + size > this.segmentBytes;
    if (isFull || this.rollNext) await this.roll();
    const from = this.last.bytes;
    let written = (await this.writer.writev(frames, from)).bytesWritten;
    // A disk that is nearly full takes a part.
    for (const rest = written < size ? Buffer.concat(frames) : null; rest && written < size; ) {
      written += (await this.writer.write(rest, written, size - written, from + written)).bytesWritten;
    }
    this.last.bytes = from + size;
    this.nextPosition += count;
  }

  /** Reads from `position` on; null when nothing is written there yet. */
  async read(position: number, limits: Omit<ReadLimits, 'entryBytes'>): Promise<SpoolPart | null> {
    let from = Math.max(position, this.first);
    while (from < this.nextPosition) {
      const cursor = await this.seek(from);
      const part = cursor && (await readEntries(cursor.file, cursor.place, cursor.segment.bytes, { ...limits, entryBytes: this.entryBytes, likelyBytes: this.likelyBytes }, this.buffers));
      if (part && part.count > 0) {
        cursor.place = part.next;
        cursor.position += part.count;
        this.likelyBytes = part.body.length / part.count;
        return { first: from, count: part.count, body: part.body, recycle: () => this.buffers.give(part.buffer) };
      }
      const following = this.segments.find((segment) => segment.first > from);
      if (!following) {
        // The segment being written cannot be read any further: what comes next goes into another one.
        this.rollNext = true;
        return null;
      }
      from = following.first;
    }
    this.buffers.drop();
    return null;
  }

  /** Deletes the segments of which nothing at or behind `upTo` is left. */
  async release(upTo: number): Promise<void> {
    while (this.segments.length > 1 && (this.segments[1] as Segment).first <= upTo) {
      const gone = this.segments.shift() as Segment;
      if (this.cursor?.segment === gone) await this.leave();
      await rm(gone.path, { force: true });
    }
  }

  async close(): Promise<void> {
    await this.leave();
    await this.background;
    await this.writer.datasync();
    await this.writer.close();
  }

  private async roll(): Promise<void> {
    this.rollNext = false;
    const fresh = segmentAt(this.folder, this.nextPosition);
    if (fresh.first === this.last.first) return;
    const file = await open(fresh.path, 'w+', 0o600);
    const full = this.writer;
    this.writer = file;
    this.segments.push(fresh);
    this.background = this.background.then(() => full.datasync()).then(() => full.close(), () => full.close());
  }

  /** A cursor at `position`; null when the frames before it cannot be read. */
  private async seek(position: number): Promise<Cursor | null> {
    const segment = this.segments.findLast((candidate) => candidate.first <= position) as Segment;
    let cursor = this.cursor;
    if (cursor?.segment !== segment || cursor.position > position) {
      await this.leave();
      cursor = { segment, file: await open(segment.path, 'r'), position: segment.first, place: { at: 0, entries: 0 } };
      this.cursor = cursor;
    }
    while (cursor.position < position) {
      const limits = { entries: position - cursor.position, bytes: this.segmentBytes, entryBytes: this.entryBytes };
      const part = await readEntries(cursor.file, cursor.place, segment.bytes, limits, this.buffers);
      this.buffers.give(part.buffer);
      if (part.count === 0) return null;
      cursor.position += part.count;
      cursor.place = part.next;
    }
    return cursor;
  }

  private async leave(): Promise<void> {
    const file = this.cursor?.file;
    this.cursor = null;
    await file?.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
