import { BATCH_LIMITS, CaptureEntry } from '@contraflow/contract';
import { decodeExchange, NotAnExchange } from '@contraflow/capture';

/** What could not be taken, and why. */
export interface RefusedEntry {
  reason: string;
  payload: Buffer;
}

const DAY_MS = 86_400_000;
const OLDEST_DAYS = 400;
/** Of JavaScript's dates. */
const LAST_MOMENT = 8.64e15;
const OPENING_BRACE = 0x7b;

/** The moments that an entry may be of. */
export const timeBounds = (now: number) => ({ oldest: now - OLDEST_DAYS * DAY_MS, newest: now + DAY_MS });

/** The entry that a line of NDJSON is, or why it is none. */
export function readLine(line: Buffer, now: number): CaptureEntry | RefusedEntry {
  return tooLong('line', line) ?? readJson('line', line, now);
}

/** The entry that a sender's bytes are, see the contract's `exchange-bytes.ts`, or why they are none. */
export function readEntry(bytes: Buffer, now: number): CaptureEntry | RefusedEntry {
  return tooLong('entry', bytes) ?? (bytes[0] === OPENING_BRACE ? readJson('entry', bytes, now) : readExchange(bytes, now));
}

function tooLong(noun: string, bytes: Buffer): RefusedEntry | null {
  if (bytes.length <= BATCH_LIMITS.entryBytes) return null;
  return { reason: `The ${noun} has ${bytes.length} bytes; an entry may have ${BATCH_LIMITS.entryBytes}.`, payload: bytes };
}

function readJson(noun: string, bytes: Buffer, now: number): CaptureEntry | RefusedEntry {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return { reason: `The ${noun} is not JSON: ${(error as Error).message}`, payload: bytes };
  }
  const entry = checked(noun, value, now);
  return typeof entry === 'string' ? { reason: entry, payload: bytes } : entry;
}

function readExchange(bytes: Buffer, now: number): CaptureEntry | RefusedEntry {
  try {
    const { value, problem } = decodeExchange(bytes);
    const entry = problem === null ? checked('entry', value, now) : `The entry is not a capture entry: ${problem}`;
    // What is kept is for people to read.
    return typeof entry === 'string' ? { reason: entry, payload: Buffer.from(JSON.stringify(value)) } : entry;
  } catch (error) {
    if (!(error instanceof NotAnExchange)) throw error;
    return { reason: `The entry is not an exchange: ${error.message}.`, payload: bytes };
  }
}

function checked(noun: string, value: unknown, now: number): CaptureEntry | string {
  const result = CaptureEntry.safeParse(value);
  if (result.success) return whyNotStorable(result.data, now) ?? result.data;
  const issue = result.error.issues[0];
  return `The ${noun} is not a capture entry: ${issue?.path.join('.') || 'entry'}: ${issue?.message ?? 'not valid'}`;
}

/** What the schema allows but a table cannot take. */
function whyNotStorable(entry: CaptureEntry, now: number): string | null {
  for (const [name, value] of Object.entries(entry)) {
    if (typeof value === 'string' && value.includes('\0')) return `${name} holds a NUL character, which a text column cannot.`;
  }
  const { oldest, newest } = timeBounds(now);
  const [begin, end] = spanOf(entry);
  for (const at of [begin, end]) {
    if (at > newest) return `Its ${at === begin ? 'time' : 'end'} ${new Date(Math.min(at, LAST_MOMENT)).toISOString()} lies in the future: set the clock of the machine that captured it.`;
    if (at < oldest) return `Its ${at === begin ? 'time' : 'end'} lies more than ${OLDEST_DAYS} days back: set the clock of the machine that captured it.`;
  }
  return null;
}

/** When what an entry tells of began and ended, epoch milliseconds. */
function spanOf(entry: CaptureEntry): [begin: number, end: number] {
  if (entry.kind === 'drop') return [entry.since, entry.until];
  const begin = entry.kind === 'http' ? entry.startedAt : entry.sentAt;
  return [begin, begin + entry.durationNs / 1e6];
}
