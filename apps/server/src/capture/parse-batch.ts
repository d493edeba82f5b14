import { setImmediate as nextTurn } from 'node:timers/promises';
import { BATCH_LIMITS, type CaptureEntry, ENTRIES_TYPE, type HttpExchange } from '@contraflow/contract';
import { EncodedExchange, EntryBytes, isPlainExchange, LENGTH_BYTES, type TimeBounds } from '@contraflow/capture';
import { type BatchRows, emptyRows } from '@contraflow/store';
import { ProblemError } from '../ports/problem-error.js';
import type { BatchBody } from './batch-body.js';
import { readEntry, readLine, type RefusedEntry, timeBounds } from './read-entry.js';

export interface ParsedBatch {
  rows: BatchRows;
  count: number;
  /** When the oldest flow in it ended, epoch milliseconds; null when there is none. */
  oldest: number | null;
  /** Flows that the source says it lost. */
  dropped: number;
  /** Ends the reading of its exchanges: their bytes have another use. */
  letGo: () => void;
}

/** Takes the entry that begins at `at`. @returns where the next one begins */
type Take = (parsed: ParsedBatch, position: bigint, at: number) => number;

const LINE_FEED = 0x0a;
const ENTRIES_A_TURN = 100;

/**
 * Turns a batch's entries into rows at the positions first, first + 1, …. What is not an entry is set aside with its
 * reason and never fails the batch.
 * @throws ProblemError 413 with more entries than a batch may have
 */
export async function parseBatch({ type, bytes }: BatchBody, first: number, now: number): Promise<ParsedBatch> {
  const entries = new EntryBytes(bytes);
  const parsed: ParsedBatch = { rows: emptyRows(), count: 0, oldest: null, dropped: 0, letGo: () => entries.letGo() };
  const take = type === ENTRIES_TYPE ? entryTaker(entries, now) : lineTaker(bytes, now);
  for (let at = 0; at < bytes.length; ) {
    if (parsed.count === BATCH_LIMITS.entries) {
      throw new ProblemError({ title: 'The batch is too large', status: 413, detail: `A batch may have ${BATCH_LIMITS.entries} entries. Send less at once.` });
    }
    at = take(parsed, BigInt(first + parsed.count), at);
    parsed.count += 1;
    // A large batch does not keep everybody else waiting.
    if (parsed.count % ENTRIES_A_TURN === 0) await nextTurn();
  }
  return parsed;
}

/** Lines of JSON. */
function lineTaker(bytes: Buffer, now: number): Take {
  return (parsed, position, from) => {
    const feed = bytes.indexOf(LINE_FEED, from);
    const to = feed === -1 ? bytes.length : feed;
    add(parsed, position, readLine(bytes.subarray(from, to), now));
    return to + 1;
  };
}

/** Entries as they lie in a spool: nearly all are handed on as they are, after a look. */
function entryTaker(batch: EntryBytes, now: number): Take {
  const { bytes } = batch;
  const time: TimeBounds = timeBounds(now);
  return (parsed, position, at) => {
    const from = at + LENGTH_BYTES;
    const length = from > bytes.length ? null : batch.view.getUint32(at, true);
    if (length === null || from + length > bytes.length) {
      const reason = `The entry is cut: ${length === null ? 'not even its length' : `${bytes.length - from} of its ${length} bytes`} came.`;
      parsed.rows.setAside.push({ position, reason, payload: bytes.subarray(Math.min(from, bytes.length)) });
      return bytes.length;
    }
    const to = from + length;
    if (length <= BATCH_LIMITS.entryBytes && isPlainExchange(batch, from, to, time)) {
      const exchange = new EncodedExchange(batch, from, to);
      addExchange(parsed, position, exchange, exchange);
    } else add(parsed, position, readEntry(bytes.subarray(from, to), now));
    return to;
  };
}

function add(parsed: ParsedBatch, position: bigint, entry: CaptureEntry | RefusedEntry): void {
  const { rows } = parsed;
  if ('payload' in entry) {
    rows.setAside.push({ position, ...entry });
    return;
  }
  switch (entry.kind) {
    case 'http':
      addExchange(parsed, position, entry);
      break;
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

function addExchange(parsed: ParsedBatch, position: bigint, exchange: HttpExchange, encoded?: EncodedExchange): void {
  parsed.rows.http.push(encoded ? { position, exchange, encoded } : { position, exchange });
  const ended = exchange.startedAt + exchange.durationNs / 1e6;
  parsed.oldest = parsed.oldest === null ? ended : Math.min(parsed.oldest, ended);
}
