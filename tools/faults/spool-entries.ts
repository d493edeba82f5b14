import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { EXCHANGE_COLUMNS } from '@contraflow/contract';

/** Length and CRC-32 of the payload and its number of entries, as `libs/capture/src/spool/frame.ts` documents; read here independently of it. */
const FRAME_HEADER_BYTES = 12;
/** An exchange in its bytes, as `libs/contract/src/exchange-bytes.ts` documents; read here independently too. */
const EXCHANGE_VERSION = 1;

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

interface SpooledExchange {
  urlPath: string;
  userAgent: string;
}

/** The exchanges among the entries of a frame. */
function exchangesOf({ payload }: Frame): SpooledExchange[] {
  const exchanges: SpooledExchange[] = [];
  for (let from = 0; from < payload.length; ) {
    const end = from + 4 + payload.readUInt32LE(from);
    const entry = payload.subarray(from + 4, end);
    if (entry[0] === EXCHANGE_VERSION) exchanges.push({ urlPath: fieldOf(entry, 'url_path'), userAgent: fieldOf(entry, 'user_agent') });
    from = end;
  }
  return exchanges;
}

/** A text of an exchange. */
function fieldOf(entry: Buffer, column: (typeof EXCHANGE_COLUMNS)[number]): string {
  let at = 1;
  for (const passed of EXCHANGE_COLUMNS) {
    const length = entry.readInt32BE(at);
    if (passed === column) return entry.toString('utf8', at + 4, at + 4 + length);
    at += 4 + Math.max(0, length);
  }
  throw new Error(`An exchange has no ${column}`);
}

const segmentsOf = (spoolDir: string): string[] => readdirSync(spoolDir).filter((name) => name.endsWith('.entries')).sort().map((name) => join(spoolDir, name));

/** What a spool holds on disk now: the paths of its exchanges that one user agent asked for. Only while nobody writes it. */
export function spooledPaths(spoolDir: string, userAgent: string): string[] {
  const entries = segmentsOf(spoolDir).flatMap((path) => framesOf(readFileSync(path)).flatMap(exchangesOf));
  return entries.filter((entry) => entry.userAgent === userAgent).map((entry) => entry.urlPath);
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
