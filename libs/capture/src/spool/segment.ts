import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { FRAME_HEADER_BYTES, frameAt, longestPayload, skipLines } from './frame.js';

/** A file of frames; its name is the position of its first line. */
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

/** Bounds of a read. The first line is read even when it alone is over `bytes`. */
export interface ReadLimits {
  entries: number;
  bytes: number;
  /** Longest line that was ever written. */
  entryBytes: number;
}

/** A place between two lines: so many lines into the frame that begins at byte `at`. */
export interface Place {
  at: number;
  lines: number;
}

/** Lines from some place of a segment on, as NDJSON. */
export interface SegmentPart {
  body: Buffer;
  count: number;
  next: Place;
}

/** Reads lines from `from` on, up to the limits; `count` 0 when there are none, or none that can be read. */
export async function readLines(file: FileHandle, from: Place, segmentBytes: number, limits: ReadLimits): Promise<SegmentPart> {
  const longest = longestPayload(limits.entryBytes);
  const wanted = Math.min(segmentBytes - from.at, Math.max(limits.bytes, longest) + FRAME_HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(wanted);
  const { bytesRead } = await file.read(buffer, 0, wanted, from.at);
  const filled = buffer.subarray(0, bytesRead);
  let at = 0;
  let skip = from.lines;
  let written = 0;
  let count = 0;
  for (;;) {
    const frame = frameAt(filled, at, longest);
    if (typeof frame === 'string') break;
    const begin = skipLines(frame.payload, 0, skip);
    const taken = fitting(frame.payload, begin, frame.lines - skip, limits.entries - count, count === 0 ? limits.bytes : limits.bytes - written, count === 0);
    frame.payload.copy(filled, written, begin, taken.end);
    written += taken.end - begin;
    count += taken.lines;
    skip += taken.lines;
    if (skip < frame.lines) break;
    skip = 0;
    at += FRAME_HEADER_BYTES + frame.payload.length;
  }
  return { body: filled.subarray(0, written), count, next: { at: from.at + at, lines: skip } };
}

/** How many of the next lines stay within the bounds, and where they end. */
function fitting(payload: Buffer, from: number, lines: number, maxLines: number, maxBytes: number, atLeastOne: boolean): { lines: number; end: number } {
  if (lines <= maxLines && payload.length - from <= maxBytes) return { lines, end: payload.length };
  let end = from;
  let count = 0;
  while (count < Math.min(lines, maxLines)) {
    const next = skipLines(payload, end, 1);
    if (next - from > maxBytes && !(atLeastOne && count === 0)) break;
    end = next;
    count += 1;
  }
  return { lines: count, end };
}

/** Goes through a segment: how many whole lines it begins with and how many bytes their frames take. */
export async function scanSegment(path: string, entryBytes: number): Promise<{ count: number; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const limits = { entries: Number.MAX_SAFE_INTEGER, bytes: SCAN_BYTES, entryBytes };
    let place: Place = { at: 0, lines: 0 };
    let count = 0;
    while (place.at < size) {
      const part = await readLines(file, place, size, limits);
      if (part.count === 0) break;
      count += part.count;
      place = part.next;
    }
    return { count, bytes: place.at };
  } finally {
    await file.close();
  }
}
