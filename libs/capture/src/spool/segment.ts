import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { FRAME_HEADER_BYTES, frameAt } from './frame.js';

/** A file of frames; its name is the position of its first. */
export interface Segment {
  first: number;
  path: string;
  /** Bytes that are written and whole. */
  bytes: number;
}

const NAME = /^(\d{20})\.segment$/;
/** Read at once when a segment is gone through. */
const SCAN_BYTES = 1024 * 1024;

export const segmentName = (first: number): string => `${String(first).padStart(20, '0')}.segment`;
export const segmentFirst = (name: string): number | null => (NAME.test(name) ? Number(name.slice(0, 20)) : null);
export const segmentAt = (folder: string, first: number): Segment => ({ first, path: join(folder, segmentName(first)), bytes: 0 });

/** Frames from some byte of a segment on, as NDJSON. */
export interface SegmentPart {
  /** The payloads, one line after another. */
  body: Buffer;
  count: number;
  /** Where the next frame begins. */
  end: number;
  /** A frame at `end` is not what was written. */
  broken: boolean;
}

/** Bounds of a read. The first frame is read even when it alone is over `bytes`. */
export interface ReadLimits {
  entries: number;
  bytes: number;
  entryBytes: number;
}

/** Reads whole frames from byte `from` on, up to the limits; `count` 0 when there is none. */
export async function readFrames(file: FileHandle, from: number, segmentBytes: number, limits: ReadLimits): Promise<SegmentPart> {
  const longest = limits.entryBytes + 1;
  const wanted = Math.min(segmentBytes - from, Math.max(limits.bytes, longest) + FRAME_HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(wanted);
  const { bytesRead } = await file.read(buffer, 0, wanted, from);
  const filled = buffer.subarray(0, bytesRead);
  let at = 0;
  let written = 0;
  let count = 0;
  let broken = false;
  while (count < limits.entries) {
    const size = frameAt(filled, at, longest);
    // What is whole by our own books but short on disk is broken as well.
    if (size === 'broken' || (size === 'short' && count === 0 && from < segmentBytes)) broken = true;
    if (typeof size === 'string' || (count > 0 && written + size > limits.bytes)) break;
    filled.copyWithin(written, at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + size);
    written += size;
    at += FRAME_HEADER_BYTES + size;
    count += 1;
  }
  return { body: filled.subarray(0, written), count, end: from + at, broken };
}

/** Goes through a segment: how many whole frames it begins with and how many bytes they take. */
export async function scanSegment(path: string, maxPayload: number): Promise<{ count: number; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const limits = { entries: Number.MAX_SAFE_INTEGER, bytes: SCAN_BYTES, entryBytes: maxPayload };
    let bytes = 0;
    let count = 0;
    while (bytes < size) {
      const part = await readFrames(file, bytes, size, limits);
      count += part.count;
      bytes = part.end;
      if (part.count === 0) break;
    }
    return { count, bytes };
  } finally {
    await file.close();
  }
}
