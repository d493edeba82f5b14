import { setImmediate as nextTurn } from 'node:timers/promises';
import { BATCH_LIMITS, CaptureEntry } from '@contraflow/contract';
import { type BatchRows, emptyRows } from '@contraflow/store';
import { ProblemError } from '../ports/problem-error.js';

export interface ParsedBatch {
  rows: BatchRows;
  count: number;
  /** When the oldest flow in it ended, epoch milliseconds; null when there is none. */
  oldest: number | null;
  /** Flows that the source says it lost. */
  dropped: number;
}

const DAY_MS = 86_400_000;
const OLDEST_DAYS = 400;
const LINE_FEED = 0x0a;
const LINES_A_TURN = 500;

/**
 * Turns a batch's lines into rows at the positions first, first + 1, …. A line that is not an entry is set aside with
 * its reason and never fails the batch.
 * @param body NDJSON
 * @throws ProblemError 413 with more lines than a batch may have
 */
export async function parseBatch(body: Buffer, first: number, now: number): Promise<ParsedBatch> {
  const parsed: ParsedBatch = { rows: emptyRows(), count: 0, oldest: null, dropped: 0 };
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf(LINE_FEED, from);
    const to = feed === -1 ? body.length : feed;
    if (parsed.count === BATCH_LIMITS.entries) {
      throw new ProblemError({ title: 'The batch is too large', status: 413, detail: `A batch may have ${BATCH_LIMITS.entries} entries. Send less at once.` });
    }
    addLine(parsed, BigInt(first + parsed.count), body.subarray(from, to), now);
    parsed.count += 1;
    from = to + 1;
    // A large batch does not keep everybody else waiting.
    if (parsed.count % LINES_A_TURN === 0) await nextTurn();
  }
  return parsed;
}

function addLine(parsed: ParsedBatch, position: bigint, line: Buffer, now: number): void {
  const { rows } = parsed;
  const entry = readEntry(line, now);
  if (typeof entry === 'string') {
    rows.setAside.push({ position, reason: entry, payload: line });
    return;
  }
  switch (entry.kind) {
    case 'http': {
      rows.http.push({ position, exchange: entry });
      const ended = entry.startedAt + entry.durationNs / 1e6;
      parsed.oldest = Math.min(parsed.oldest ?? ended, ended);
      break;
    }
    case 'send': {
      const { kind: _, ...send } = entry;
      rows.sends.push({ position, send });
      break;
    }
    case 'drop': {
      const { kind: _, ...drop } = entry;
      rows.drops.push({ position, ...drop });
      parsed.dropped += drop.dropped;
      break;
    }
  }
}

/** The entry on a line, or why it is not one. */
function readEntry(line: Buffer, now: number): CaptureEntry | string {
  if (line.length > BATCH_LIMITS.entryBytes) return `The line has ${line.length} bytes; an entry may have ${BATCH_LIMITS.entryBytes}.`;
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch (error) {
    return `The line is not JSON: ${(error as Error).message}`;
  }
  const result = CaptureEntry.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    return `The line is not a capture entry: ${issue?.path.join('.') || 'entry'}: ${issue?.message ?? 'not valid'}`;
  }
  return whyNotStorable(result.data, now) ?? result.data;
}

/** What the schema allows but a table cannot take. */
function whyNotStorable(entry: CaptureEntry, now: number): string | null {
  for (const [name, value] of Object.entries(entry)) {
    if (typeof value === 'string' && value.includes('\0')) return `${name} holds a NUL character, which a text column cannot.`;
  }
  const at = entry.kind === 'http' ? entry.startedAt : entry.kind === 'send' ? entry.sentAt : entry.since;
  if (at > now + DAY_MS) return `Its time ${new Date(at).toISOString()} lies in the future: set the clock of the machine that captured it.`;
  if (at < now - OLDEST_DAYS * DAY_MS) return `Its time lies more than ${OLDEST_DAYS} days back: set the clock of the machine that captured it.`;
  return null;
}
