import { parseTraceparent, redactBody, redactionRules, type TraceContext } from '@contraflow/capture';
import type { BatchRows } from '@contraflow/store';
import type { Cursor } from './tail/cursor.js';
import type { RowMaker } from './tail/intake.js';
import type { WireRecord } from './wire/records.js';

const ROW_OVERHEAD_BYTES = 320;
const HEADER_OVERHEAD_BYTES = 48;
/** Confluent's framing of values with a schema: a zero byte, then the schema's id as int32. */
const FRAME_BYTES = 5;

/** Records of topics become rows, byte-exact up to the bound. */
export class RecordRows implements RowMaker {
  private readonly redact: (prefix: Buffer, framed: boolean) => Buffer;

  /**
   * @param prefixBytes kept of each key and value
   * @param redactFields JSON fields to redact in values; none keeps values byte-exact
   */
  constructor(
    readonly prefixBytes: number,
    redactFields: readonly string[],
  ) {
    this.redact = redactFields.length === 0 ? (prefix) => prefix : jsonRedactor(redactFields);
  }

  add(rows: BatchRows, cursor: Cursor, record: WireRecord, observedAt: number, copy: boolean): number {
    const { key, value, headers } = record;
    const schemaId = value && value.length >= FRAME_BYTES && value[0] === 0 ? value.readInt32BE(1) : null;
    const keptKey = this.keep(key, copy);
    const keptValue = this.keep(value, copy);
    const trace = traceOf(headers);
    rows.kafka.push({
      clusterId: cursor.clusterId,
      topicId: cursor.topic.id,
      topic: cursor.topic.name,
      partition: cursor.partition,
      offset: record.offset,
      timestamp: record.timestamp,
      appendTime: record.appendTime,
      observedAt,
      key: keptKey,
      keySize: key?.length ?? 0,
      keyTruncated: (key?.length ?? 0) > this.prefixBytes,
      value: keptValue && this.redact(keptValue, schemaId !== null),
      bodySize: value?.length ?? 0,
      valueTruncated: (value?.length ?? 0) > this.prefixBytes,
      headers: copy ? headers.map(([name, bytes]) => [name, bytes && Buffer.from(bytes)]) : headers,
      tombstone: value === null,
      schemaId,
      traceId: trace?.traceId ?? null,
      spanId: trace?.spanId ?? null,
      live: record.offset >= cursor.liveFrom,
    });
    let bytes = ROW_OVERHEAD_BYTES + (keptKey?.length ?? 0) + (keptValue?.length ?? 0);
    for (const [name, header] of headers) bytes += HEADER_OVERHEAD_BYTES + name.length + (header?.length ?? 0);
    cursor.seenAt = observedAt;
    return bytes;
  }

  private keep(bytes: Buffer | null, copy: boolean): Buffer | null {
    if (!bytes) return null;
    const prefix = bytes.length > this.prefixBytes ? bytes.subarray(0, this.prefixBytes) : bytes;
    return copy ? Buffer.from(prefix) : prefix;
  }
}

/** The context that the first `traceparent` header carries. */
function traceOf(headers: [string, Buffer | null][]): TraceContext | null {
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'traceparent') return parseTraceparent(value?.toString('latin1'));
  }
  return null;
}

function jsonRedactor(fields: readonly string[]): (prefix: Buffer, framed: boolean) => Buffer {
  const rules = redactionRules({ fields });
  return (prefix, framed) => {
    const start = framed ? FRAME_BYTES : 0;
    const body = prefix.subarray(start);
    if (!/^(?:\xef\xbb\xbf)?\s*[{["]/.test(body.toString('latin1', 0, 64))) return prefix;
    const redacted = redactBody(body, 'application/json', rules);
    return redacted === body ? prefix : Buffer.concat([prefix.subarray(0, start), redacted]);
  };
}
