import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Length and CRC-32 of the payload and its number of lines, as `libs/capture/src/spool/frame.ts` documents; read here independently of it. */
const FRAME_HEADER_BYTES = 12;

const TORN_FRAMES = 20;

interface Frame {
  from: number;
  end: number;
  payload: Buffer;
}

/** The whole frames that a segment begins with. */
function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let from = 0; from + FRAME_HEADER_BYTES <= bytes.length; ) {
    const end = from + FRAME_HEADER_BYTES + bytes.readUInt32LE(from);
    const payload = bytes.subarray(from + FRAME_HEADER_BYTES, end);
    if (end > bytes.length || crc32(payload) !== bytes.readUInt32LE(from + 4)) break;
    frames.push({ from, end, payload });
    from = end;
  }
  return frames;
}

const linesOf = ({ payload }: Frame) =>
  payload.toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { urlPath?: string; userAgent?: string });

const segmentsOf = (spoolDir: string): string[] => readdirSync(spoolDir).filter((name) => name.endsWith('.segment')).sort().map((name) => join(spoolDir, name));

/** What a spool holds on disk now: the paths of its exchanges that one user agent asked for. Only while nobody writes it. */
export function spooledPaths(spoolDir: string, userAgent: string): string[] {
  const entries = segmentsOf(spoolDir).flatMap((path) => framesOf(readFileSync(path)).flatMap(linesOf));
  return entries.filter((entry) => entry.userAgent === userAgent).map((entry) => entry.urlPath ?? '');
}

/** Cuts the last segment in the middle of one of its last frames, as a failure of the power does. @returns whether there was one */
export function tearEnd(spoolDir: string, random: () => number): boolean {
  const path = segmentsOf(spoolDir).at(-1);
  const last = path ? framesOf(readFileSync(path)).slice(-TORN_FRAMES) : [];
  const frame = last[Math.floor(random() * last.length)];
  if (!path || !frame) return false;
  truncateSync(path, Math.ceil((frame.from + frame.end) / 2));
  return true;
}

/** Bytes that a spool takes on disk. */
export function spoolBytes(spoolDir: string): number {
  return segmentsOf(spoolDir).reduce((sum, path) => sum + statSync(path).size, 0);
}
