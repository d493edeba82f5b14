import { parseTraceparent, type TraceContext } from '@contraflow/capture';
import type { BatchRows } from '@contraflow/store';
import type { Cursor } from './tail/cursor.js';
import { FRAME_BYTES, recordRedactor, type RecordRedactor } from './record-redaction.js';
import type { RowMaker } from './tail/intake.js';
import type { WireRecord } from './wire/records.js';

const ROW_OVERHEAD_BYTES = 320;
const HEADER_OVERHEAD_BYTES = 48;

/** Records of topics become rows: byte-exact up to the bound, or redacted. */
export class RecordRows implements RowMaker {
  private readonly redactor: RecordRedactor | null;

  /**
   * @param prefixBytes kept of each key and value
   * @param redactFields names to redact beside the usual ones
   * @param redact whether to redact at all; without it values, keys and headers are kept byte for byte
   */
  constructor(
    readonly prefixBytes: number,
    redactFields: readonly string[],
    redact = false,
  ) {
    this.redactor = redact || redactFields.length > 0 ? recordRedactor(redactFields) : null;
  }

  add(rows: BatchRows, cursor: Cursor, record: WireRecord, observedAt: number, copy: boolean): number {
    const { key, value, headers } = record;
    const schemaId = value && value.length >= FRAME_BYTES && value[0] === 0 ? value.readInt32BE(1) : null;
    let keptKey = this.keep(key, copy);
    let keptValue = this.keep(value, copy);
    let keptHeaders: [string, Buffer | null][] = copy ? headers.map(([name, bytes]) => [name, bytes && Buffer.from(bytes)]) : headers;
    const trace = traceOf(headers);
    if (this.redactor) {
      keptValue = keptValue && this.redactor.value(keptValue, headers, keptValue.length < (value?.length ?? 0), schemaId !== null);
      keptKey = keptKey && this.redactor.key(keptKey, keptKey.length < (key?.length ?? 0));
      keptHeaders = keptHeaders.map(this.redactor.header);
    }
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
      value: keptValue,
      bodySize: value?.length ?? 0,
      valueTruncated: (value?.length ?? 0) > this.prefixBytes,
      headers: keptHeaders,
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
