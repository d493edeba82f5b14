import { isUtf8 } from 'node:buffer';
import { EXCHANGE_VERSION, FIRST_VERSION, LETTERS, ORDINARY_EXCHANGE, wordOf } from '@contraflow/contract';
import { EntryBytes } from './entry-bytes.js';
import { AT, toEpochMs } from './layout.js';

/** An exchange as it stands in its bytes, to be asked of the contract's schema. */
export interface DecodedExchange {
  value: Record<string, unknown>;
  /** What is wrong with it that does not show in `value`. */
  problem: string | null;
}

/** Bytes that do not have the form of an exchange at all. */
export class NotAnExchange extends Error {}

/**
 * Reads an exchange from its bytes, the version included; values are not checked but for their form.
 * @throws NotAnExchange when the lengths of its fields do not fit
 */
export function decodeExchange(bytes: Buffer): DecodedExchange {
  const version = bytes[0];
  if (version !== EXCHANGE_VERSION && version !== FIRST_VERSION) throw new NotAnExchange(`it is of version ${version ?? 'none'}, and only ${FIRST_VERSION} and ${EXCHANGE_VERSION} are known`);
  const isFirst = version === FIRST_VERSION;
  const fields = new FieldReader(new EntryBytes(bytes), AT.id);
  const fixed = {
    kind: 'http', id: uuid(fields.hex('id', 16)), startedAt: toEpochMs(fields.whole('startedAt')),
    durationNs: fields.whole('durationNs'), requestBodySize: fields.whole('requestBodySize'), responseBodySize: fields.whole('responseBodySize'),
    serverPort: fields.int4('serverPort'),
  };
  const truncated = [fields.bool('requestBody.truncated'), fields.bool('responseBody.truncated')] as const;
  const exchangeKind = isFirst ? ORDINARY_EXCHANGE.exchangeKind : fields.word('exchangeKind');
  const value = {
    ...fixed,
    exchangeKind,
    responseStatusCode: fields.orNull(() => fields.int4('responseStatusCode')),
    timeToFirstByteNs: fields.orNull(() => fields.whole('timeToFirstByteNs')),
    traceId: fields.orNull(() => fields.hex('traceId', 16)),
    spanId: fields.orNull(() => fields.hex('spanId', 8)),
    requestMethod: fields.text('requestMethod'),
    route: fields.text('route'),
    service: fields.text('service'),
    errorType: fields.orNull(() => fields.text('errorType')),
    userAgent: fields.text('userAgent'),
    clientAddress: fields.text('clientAddress'),
    urlScheme: fields.text('urlScheme'),
    urlPath: fields.text('urlPath'),
    urlQuery: fields.text('urlQuery'),
    serverAddress: fields.text('serverAddress'),
    ...(isFirst ? { ...ORDINARY_EXCHANGE, exchangeKind } : laterFields(fields)),
    requestHeaders: fields.json('requestHeaders'),
    responseHeaders: fields.json('responseHeaders'),
    requestBody: fields.orNull(() => ({ base64: fields.take('requestBody').toString('base64'), truncated: truncated[0] })),
    responseBody: fields.orNull(() => ({ base64: fields.take('responseBody').toString('base64'), truncated: truncated[1] })),
  };
  fields.end();
  return { value, problem: fields.problem };
}

/** What version 1 did not have, but for the kind. */
function laterFields(fields: FieldReader) {
  return {
    parentSpanId: fields.orNull(() => fields.hex('parentSpanId', 8)),
    spanKind: fields.orNull(() => fields.word('spanKind')),
    origin: fields.orNull(() => fields.word('origin')),
    closedBy: fields.orNull(() => fields.word('closedBy')),
    closeCode: fields.orNull(() => fields.int4('closeCode')),
    requestBodyNote: fields.orNull(() => fields.text('requestBodyNote')),
    responseBodyNote: fields.orNull(() => fields.text('responseBodyNote')),
  };
}

/** 36 characters, from 32 digits. */
export const uuid = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** Takes field after field; the first that is not what it should be is noted. */
class FieldReader {
  problem: string | null = null;

  constructor(
    private readonly entry: EntryBytes,
    private at: number,
  ) {}

  take(name: string): Buffer {
    const { bytes, view } = this.entry;
    const from = this.at + 4;
    if (from > bytes.length) throw new NotAnExchange(`it ends before ${name}`);
    const length = view.getInt32(this.at);
    if (length < 0 || from + length > bytes.length) throw new NotAnExchange(`the length of ${name} is ${length}, with ${bytes.length - from} bytes left`);
    this.at = from + length;
    return bytes.subarray(from, this.at);
  }

  orNull<T>(read: () => T): T | null {
    const { bytes, view } = this.entry;
    if (this.at + 4 > bytes.length || view.getInt32(this.at) !== -1) return read();
    this.at += 4;
    return null;
  }

  hex(name: string, length: number): string {
    return this.sized(name, length).toString('hex');
  }

  int4(name: string): number {
    return this.sized(name, 4).readInt32BE(0);
  }

  /** An int64; beyond 2^53 to the precision of a double. */
  whole(name: string): number {
    return Number(this.sized(name, 8).readBigInt64BE(0));
  }

  bool(name: string): boolean {
    const [byte] = this.sized(name, 1);
    if (byte !== 0 && byte !== 1) this.note(`${name} is neither true nor false`);
    return byte === 1;
  }

  /** The word of a letter; a letter that stands for none comes as it is. */
  word(name: keyof typeof LETTERS): string {
    const letter = this.sized(name, 1).toString('latin1');
    return wordOf(name, letter) ?? letter;
  }

  text(name: string): string {
    const bytes = this.take(name);
    if (!isUtf8(bytes)) this.note(`${name} is not UTF-8`);
    return bytes.toString('utf8');
  }

  json(name: string): unknown {
    const text = this.text(name);
    try {
      return JSON.parse(text);
    } catch {
      this.note(`${name} is not JSON`);
      return text;
    }
  }

  end(): void {
    const left = this.entry.bytes.length - this.at;
    if (left > 0) throw new NotAnExchange(`${left} bytes are left behind its last field`);
  }

  private sized(name: string, length: number): Buffer {
    const bytes = this.take(name);
    if (bytes.length !== length) throw new NotAnExchange(`${name} has ${bytes.length} bytes instead of ${length}`);
    return bytes;
  }

  private note(problem: string): void {
    this.problem ??= problem;
  }
}
