import { closeSync, fstatSync, ftruncateSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Length and CRC-32 of the payload, as `libs/capture/src/spool/frame.ts` documents them; read here independently of it. */
const FRAME_HEADER_BYTES = 8;

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

const segmentsOf = (spoolDir: string): string[] => readdirSync(spoolDir).filter((name) => name.endsWith('.segment')).sort().map((name) => join(spoolDir, name));

/** What a spool holds on disk now: the paths of its exchanges that one user agent asked for. Only while nobody writes it. */
export function spooledPaths(spoolDir: string, userAgent: string): string[] {
  const entries = segmentsOf(spoolDir).flatMap((path) => framesOf(readFileSync(path)).map(({ payload }) => JSON.parse(payload.toString()) as { kind: string; urlPath?: string; userAgent?: string }));
  return entries.filter((entry) => entry.userAgent === userAgent).map((entry) => entry.urlPath ?? '');
}

/** Cuts the last frame of the last segment in the middle, as a crash of the machine does. @returns whether there was one */
export function tearLastFrame(spoolDir: string): boolean {
  const path = segmentsOf(spoolDir).at(-1);
  const last = path ? framesOf(readFileSync(path)).at(-1) : undefined;
  if (!path || !last) return false;
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, Math.min(fstatSync(file).size, last.from + Math.ceil((last.end - last.from) / 2)));
  } finally {
    closeSync(file);
  }
  return true;
}

/** Bytes that a spool takes on disk. */
export function spoolBytes(spoolDir: string): number {
  return segmentsOf(spoolDir).reduce((sum, path) => sum + readFileSync(path).length, 0);
}
