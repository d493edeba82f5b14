import { EXCHANGE_COLUMNS, letterOf, type HttpExchange } from '@contraflow/contract';
import type { BatchRows, KafkaRow } from '../batch.js';
import type { CopyBuffer } from './copy-buffer.js';

/** The kinds of rows that COPY writes. */
export type CopyKind = 'http' | 'kafka' | 'sends' | 'commits';

/** A table that COPY writes, partitioned by day. */
export interface CopyTable<Kind extends CopyKind> {
  kind: Kind;
  name: 'http_exchange' | 'kafka_record' | 'producer_send' | 'group_commit';
  /** In the order in which `encode` writes them. */
  columns: string[];
  /** The moment that decides on the partition, epoch milliseconds. */
  instantOf(row: BatchRows[Kind][number]): number;
  /** @throws ValueRefused for a value that its column cannot hold */
  encode(out: CopyBuffer, row: BatchRows[Kind][number], source: string, recordedAt: number): void;
}

const columns = (names: string) => names.trim().split(/\s+/);

export const HTTP_EXCHANGE: CopyTable<'http'> = {
  kind: 'http',
  name: 'http_exchange',
  columns: ['recorded_at', 'source', 'position', ...EXCHANGE_COLUMNS],
  instantOf: (row) => row.exchange.startedAt,
  encode(out, { position, exchange, encoded }, source, recordedAt) {
    out.row(3 + EXCHANGE_COLUMNS.length);
    out.instant(recordedAt);
    out.sameText(source);
    out.int8(position);
    if (encoded) out.fields(encoded.bytes, encoded.from, encoded.to);
    else encodeExchange(out, exchange);
  },
};

/** In the order of EXCHANGE_COLUMNS. */
function encodeExchange(out: CopyBuffer, exchange: HttpExchange): void {
  out.hex(exchange.id, 16);
  out.instant(exchange.startedAt);
  out.whole(exchange.durationNs);
  out.whole(exchange.requestBodySize);
  out.whole(exchange.responseBodySize);
  out.int4(exchange.serverPort);
  out.bool(exchange.requestBody?.truncated ?? false);
  out.bool(exchange.responseBody?.truncated ?? false);
  out.letterOrNull(letterOf('exchangeKind', exchange.exchangeKind));
  out.int4OrNull(exchange.responseStatusCode);
  out.wholeOrNull(exchange.timeToFirstByteNs);
  out.hexOrNull(exchange.traceId, 16);
  out.hexOrNull(exchange.spanId, 8);
  out.text(exchange.requestMethod);
  out.text(exchange.route);
  out.text(exchange.service);
  out.textOrNull(exchange.errorType);
  out.text(exchange.userAgent);
  out.text(exchange.clientAddress);
  out.text(exchange.urlScheme);
  out.text(exchange.urlPath);
  out.text(exchange.urlQuery);
  out.text(exchange.serverAddress);
  out.hexOrNull(exchange.parentSpanId, 8);
  out.letterOrNull(exchange.spanKind && letterOf('spanKind', exchange.spanKind));
  out.letterOrNull(exchange.origin && letterOf('origin', exchange.origin));
  out.letterOrNull(exchange.closedBy && letterOf('closedBy', exchange.closedBy));
  out.int4OrNull(exchange.closeCode);
  out.textOrNull(exchange.requestBodyNote);
  out.textOrNull(exchange.responseBodyNote);
  out.utf8(JSON.stringify(exchange.requestHeaders));
  out.utf8(JSON.stringify(exchange.responseHeaders));
  for (const body of [exchange.requestBody, exchange.responseBody]) {
    if (body === null) out.null();
    else out.base64(body.base64);
  }
}

export const KAFKA_RECORD: CopyTable<'kafka'> = {
  kind: 'kafka',
  name: 'kafka_record',
  columns: columns(`
    observed_at recorded_at cluster_id topic_id topic partition "offset" timestamp_ms append_time key key_size key_truncated
    value body_size value_truncated headers tombstone schema_id trace_id span_id`),
  instantOf: (row) => row.observedAt,
  encode(out, row, _source, recordedAt) {
    out.row(20);
    out.instant(row.observedAt);
    out.instant(recordedAt);
    out.text(row.clusterId);
    out.hex(row.topicId, 16);
    out.text(row.topic);
    out.int4(row.partition);
    out.int8(row.offset);
    if (typeof row.timestamp === 'number') out.whole(row.timestamp);
    else out.int8(row.timestamp);
    out.bool(row.appendTime);
    out.binaryOrNull(row.key);
    out.int4(row.keySize);
    out.bool(row.keyTruncated);
    out.binaryOrNull(row.value);
    out.int4(row.bodySize);
    out.bool(row.valueTruncated);
    out.utf8(headersJson(row.headers));
    out.bool(row.tombstone);
    out.int4OrNull(row.schemaId);
    out.hexOrNull(row.traceId, 16);
    out.hexOrNull(row.spanId, 8);
  },
};

export const PRODUCER_SEND: CopyTable<'sends'> = {
  kind: 'sends',
  name: 'producer_send',
  columns: columns(`
    sent_at recorded_at source position topic partition "offset" duration_ns error_type trace_id span_id service`),
  instantOf: (row) => row.send.sentAt,
  encode(out, { position, send }, source, recordedAt) {
    out.row(12);
    out.instant(send.sentAt);
    out.instant(recordedAt);
    out.sameText(source);
    out.int8(position);
    out.text(send.topic);
    out.int4OrNull(send.partition);
    if (send.offset === null) out.null();
    else out.int8(BigInt(send.offset));
    out.whole(send.durationNs);
    out.textOrNull(send.errorType);
    out.hexOrNull(send.traceId, 16);
    out.hexOrNull(send.spanId, 8);
    out.text(send.service);
  },
};

export const GROUP_COMMIT: CopyTable<'commits'> = {
  kind: 'commits',
  name: 'group_commit',
  columns: columns(`
    committed_at recorded_at cluster_id consumer_group topic_id topic partition committed_offset exact`),
  instantOf: (row) => row.committedAt,
  encode(out, row, _source, recordedAt) {
    out.row(9);
    out.instant(row.committedAt);
    out.instant(recordedAt);
    out.text(row.clusterId);
    out.text(row.consumerGroup);
    out.hex(row.topicId, 16);
    out.text(row.topic);
    out.int4(row.partition);
    out.int8(row.committedOffset);
    out.bool(row.exact);
  },
};

/** In the order in which they are written; each is partitioned by day. */
export const COPY_TABLES = [HTTP_EXCHANGE, KAFKA_RECORD, PRODUCER_SEND, GROUP_COMMIT] as const;

function headersJson(headers: KafkaRow['headers']): string {
  if (headers.length === 0) return '[]';
  return JSON.stringify(headers.map(([name, value]) => [name, value === null ? null : value.toString('base64')]));
}
