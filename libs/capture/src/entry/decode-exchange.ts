import { isUtf8 } from 'node:buffer';
import { EXCHANGE_VERSION } from '@contraflow/contract';
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
  if (bytes[0] !== EXCHANGE_VERSION) throw new NotAnExchange(`it is of version ${bytes[0] ?? 'none'}, and only ${EXCHANGE_VERSION} is known`);
  const fields = new FieldReader(new EntryBytes(bytes), AT.id);
  const fixed = {
    kind: 'http', id: uuid(fields.hex('id', 16)), startedAt: toEpochMs(fields.whole('startedAt')),
    durationNs: fields.whole('durationNs'), requestBodySize: fields.whole('requestBodySize'), responseBodySize: fields.whole('responseBodySize'),
    serverPort: fields.int4('serverPort'),
  };
  const truncated = [fields.bool('requestBody.truncated'), fields.bool('responseBody.truncated')] as const;
  const value = {
    ...fixed,
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
    requestHeaders: fields.json('requestHeaders'),
    responseHeaders: fields.json('responseHeaders'),
    requestBody: fields.orNull(() => ({ base64: fields.take('requestBody').toString('base64'), truncated: truncated[0] })),
    responseBody: fields.orNull(() => ({ base64: fields.take('responseBody').toString('base64'), truncated: truncated[1] })),
  };
  fields.end();
  return { value, problem: fields.problem };
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
