import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { skipEntries } from '../entry/entry-sequence.js';
import { FRAME_BYTES, FRAME_HEADER_BYTES, frameAt, longestPayload } from './frame.js';
import { ReadBuffers } from './read-buffers.js';

/** A file of frames; its name is the position of its first entry. */
export interface Segment {
  first: number;
  path: string;
  /** Bytes that are written and whole. */
  bytes: number;
}

const NAME = /^(\d{20})\.entries$/;
/** Read at once when a segment is gone through. */
const SCAN_BYTES = 1024 * 1024;

export const segmentName = (first: number): string => `${String(first).padStart(20, '0')}.entries`;
export const segmentFirst = (name: string): number | null => (NAME.test(name) ? Number(name.slice(0, 20)) : null);
export const segmentAt = (folder: string, first: number): Segment => ({ first, path: join(folder, segmentName(first)), bytes: 0 });

/** Bounds of a read. The first entry is read even when it alone is over `bytes`. */
export interface ReadLimits {
  entries: number;
  bytes: number;
  /** Longest entry that was ever written. */
  entryBytes: number;
  /** Bytes that an entry is thought to take on disk, so that not much more is read than asked for. */
  likelyBytes?: number | undefined;
}

/** A place between two entries: so many entries into the frame that begins at byte `at`. */
export interface Place {
  at: number;
  entries: number;
}

/** Entries from some place of a segment on, one after another as the contract's `exchange-bytes.ts` says. */
export interface SegmentPart {
  body: Buffer;
  count: number;
  next: Place;
  /** What `body` lies in. */
  buffer: Buffer;
}

/** Reads entries from `from` on, up to the limits; `count` 0 when there are none, or none that can be read. */
export async function readEntries(file: FileHandle, from: Place, segmentBytes: number, limits: ReadLimits, buffers: ReadBuffers): Promise<SegmentPart> {
  const longest = longestPayload(limits.entryBytes);
  const most = Math.min(segmentBytes - from.at, Math.max(limits.bytes, longest) + FRAME_HEADER_BYTES);
  const likely = limits.likelyBytes === undefined ? most : Math.ceil(limits.entries * limits.likelyBytes) + FRAME_BYTES;
  const part = await readUpTo(Math.min(most, likely), file, from, longest, limits, buffers);
  if (part.count > 0 || likely >= most) return part;
  buffers.give(part.buffer);
  return readUpTo(most, file, from, longest, limits, buffers);
}

async function readUpTo(wanted: number, file: FileHandle, from: Place, longest: number, limits: ReadLimits, buffers: ReadBuffers): Promise<SegmentPart> {
  const buffer = buffers.take(wanted);
  const { bytesRead } = await file.read(buffer, 0, wanted, from.at);
  const filled = buffer.subarray(0, bytesRead);
  let at = 0;
  let skip = from.entries;
  let written = 0;
  let count = 0;
  for (;;) {
    const frame = frameAt(filled, at, longest);
    if (typeof frame === 'string') break;
    const begin = skipEntries(frame.payload, 0, skip);
    const taken = fitting(frame.payload, begin, frame.entries - skip, limits.entries - count, count === 0 ? limits.bytes : limits.bytes - written, count === 0);
    frame.payload.copy(filled, written, begin, taken.end);
    written += taken.end - begin;
    count += taken.entries;
    skip += taken.entries;
    if (skip < frame.entries) break;
    skip = 0;
    at += FRAME_HEADER_BYTES + frame.payload.length;
  }
  return { body: filled.subarray(0, written), count, next: { at: from.at + at, entries: skip }, buffer };
}

/** How many of the next entries stay within the bounds, and where they end. */
function fitting(payload: Buffer, from: number, entries: number, maxEntries: number, maxBytes: number, atLeastOne: boolean): { entries: number; end: number } {
  if (entries <= maxEntries && payload.length - from <= maxBytes) return { entries, end: payload.length };
  let end = from;
  let count = 0;
  while (count < Math.min(entries, maxEntries)) {
    const next = skipEntries(payload, end, 1);
    if (next - from > maxBytes && !(atLeastOne && count === 0)) break;
    end = next;
    count += 1;
  }
  return { entries: count, end };
}

/** Goes through a segment: how many whole entries it begins with and how many bytes their frames take. */
export async function scanSegment(path: string, entryBytes: number): Promise<{ count: number; bytes: number }> {
  const buffers = new ReadBuffers();
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const limits = { entries: Number.MAX_SAFE_INTEGER, bytes: SCAN_BYTES, entryBytes };
    let place: Place = { at: 0, entries: 0 };
    let count = 0;
    while (place.at < size) {
      const part = await readEntries(file, place, size, limits, buffers);
      buffers.give(part.buffer);
      if (part.count === 0) break;
      count += part.count;
      place = part.next;
    }
    return { count, bytes: place.at };
  } finally {
    await file.close();
  }
}
