import { wordOf, type BodyPrefix, type HttpExchange, type HttpHeaders, type HttpSummary } from '@contraflow/contract';
import { spanIdOf, traceIdOf } from './ids.js';
import { instantOf, instantSql } from './instants.js';

/** The columns of an exchange that a list needs. */
export const HTTP_SUMMARY_COLUMNS = `id, ${instantSql('started_at')} AS started_ms, ${instantSql('recorded_at')} AS recorded_ms,
  duration_ns, exchange_kind, request_method, route, url_path, response_status_code, request_body_size, response_body_size,
  error_type, trace_id, service, client_address, user_agent`;

/** All columns of an exchange. */
export const HTTP_COLUMNS = `${HTTP_SUMMARY_COLUMNS}, time_to_first_byte_ns, url_scheme, url_query, server_address, server_port,
  request_headers, response_headers, request_body, request_body_truncated, response_body, response_body_truncated, span_id,
  parent_span_id, span_kind, origin, closed_by, close_code, request_body_note, response_body_note`;

/** A row of {@link HTTP_SUMMARY_COLUMNS} as `pg` gives it. */
export interface HttpSummaryRow {
  id: string;
  started_ms: number;
  recorded_ms: number;
  duration_ns: string;
  exchange_kind: string;
  request_method: string;
  route: string;
  url_path: string;
  response_status_code: number | null;
  request_body_size: string;
  response_body_size: string;
  error_type: string | null;
  trace_id: string | null;
  service: string;
  client_address: string;
  user_agent: string;
}

/** A row of {@link HTTP_COLUMNS} as `pg` gives it. */
export interface HttpExchangeRow extends HttpSummaryRow {
  time_to_first_byte_ns: string | null;
  url_scheme: string;
  url_query: string;
  server_address: string;
  server_port: number;
  request_headers: Buffer;
  response_headers: Buffer;
  request_body: Buffer | null;
  request_body_truncated: boolean;
  response_body: Buffer | null;
  response_body_truncated: boolean;
  span_id: Buffer | null;
  parent_span_id: Buffer | null;
  span_kind: string | null;
  origin: string | null;
  closed_by: string | null;
  close_code: number | null;
  request_body_note: string | null;
  response_body_note: string | null;
}

/** An exchange as a row of a list. */
export function toHttpSummary(row: HttpSummaryRow): HttpSummary {
  return {
    kind: 'http',
    id: row.id,
    startedAt: instantOf(row.started_ms),
    recordedAt: instantOf(row.recorded_ms),
    durationNs: Number(row.duration_ns),
    exchangeKind: wordOf('exchangeKind', row.exchange_kind) ?? 'response',
    requestMethod: row.request_method,
    route: row.route,
    urlPath: row.url_path,
    responseStatusCode: row.response_status_code,
    requestBodySize: Number(row.request_body_size),
    responseBodySize: Number(row.response_body_size),
    errorType: row.error_type,
    traceId: traceIdOf(row.trace_id),
    service: row.service,
    clientAddress: row.client_address,
    userAgent: row.user_agent,
  };
}

/** An exchange with all that is kept of it. */
export function toHttpExchange(row: HttpExchangeRow): HttpExchange {
  const { recordedAt, ...summary } = toHttpSummary(row);
  return {
    ...summary,
    timeToFirstByteNs: row.time_to_first_byte_ns === null ? null : Number(row.time_to_first_byte_ns),
    urlScheme: row.url_scheme,
    urlQuery: row.url_query,
    serverAddress: row.server_address,
    serverPort: row.server_port,
    requestHeaders: headersOf(row.request_headers),
    responseHeaders: headersOf(row.response_headers),
    requestBody: prefixOf(row.request_body, row.request_body_truncated),
    responseBody: prefixOf(row.response_body, row.response_body_truncated),
    spanId: spanIdOf(row.span_id),
    parentSpanId: spanIdOf(row.parent_span_id),
    spanKind: wordOf('spanKind', row.span_kind ?? '') ?? null,
    origin: wordOf('origin', row.origin ?? '') ?? null,
    closedBy: wordOf('closedBy', row.closed_by ?? '') ?? null,
    closeCode: row.close_code,
    requestBodyNote: row.request_body_note,
    responseBodyNote: row.response_body_note,
  };
}

function headersOf(json: Buffer): HttpHeaders {
  return JSON.parse(json.toString('utf8')) as HttpHeaders;
}

/** Kept bytes as they cross the wire. */
export function prefixOf(bytes: Buffer | null, truncated: boolean): BodyPrefix | null {
  return bytes && { base64: bytes.toString('base64'), truncated };
}
