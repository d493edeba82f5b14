import { flowInstant, HTTP_SEMCONV, MESSAGING_SEMCONV, ORDINARY_EXCHANGE, recordTime, type ExportColumn, type ExportRequest, type HttpExchange, type KafkaRecord, type Side } from '@contraflow/contract';
import type { RecordedFlow } from '@contraflow/store';
import { invalidRequest } from '../ports/problem-error.js';
import { bodyCells } from './body-text.js';

export type Cell = string | number | boolean | null;
/** What one flow has, by column, in the order of the columns. */
export type Cells = Record<string, Cell>;

const REQUEST_BODY = 'http.request.body';
const RESPONSE_BODY = 'http.response.body';
const KAFKA_BODY = 'messaging.message.body';

/**
 * A flow as one row of a file. Names are OpenTelemetry's where it has one; times are
 * UTC (RFC 3339), durations nanoseconds, sizes bytes, headers JSON.
 */
export function cellsOf({ flow, recordedAt }: RecordedFlow): Cells {
  return {
    kind: flow.kind,
    id: flow.id,
    timestamp: utc(flowInstant(flow)),
    recorded_at: utc(recordedAt),
    trace_id: flow.traceId,
    span_id: flow.spanId,
    ...(flow.kind === 'http' ? exchangeCells(flow) : recordCells(flow)),
  };
}

function exchangeCells(exchange: HttpExchange): Cells {
  const cells: Cells = {};
  for (const [field, name] of Object.entries(HTTP_SEMCONV)) cells[name] = exchange[field as keyof typeof HTTP_SEMCONV];
  return {
    ...cells,
    duration_ns: exchange.durationNs,
    time_to_first_byte_ns: exchange.timeToFirstByteNs,
    exchange_kind: exchange.exchangeKind,
    closed_by: exchange.closedBy,
    close_code: exchange.closeCode,
    parent_span_id: exchange.parentSpanId,
    span_kind: exchange.spanKind,
    origin: exchange.origin,
    'http.request.body.note': exchange.requestBodyNote,
    'http.response.body.note': exchange.responseBodyNote,
    'http.request.headers': JSON.stringify(exchange.requestHeaders),
    'http.response.headers': JSON.stringify(exchange.responseHeaders),
    ...prefixCells(REQUEST_BODY, exchange.requestBody),
    ...prefixCells(RESPONSE_BODY, exchange.responseBody),
  };
}

function recordCells(record: KafkaRecord): Cells {
  return {
    [MESSAGING_SEMCONV.system]: 'kafka',
    'messaging.kafka.cluster.id': record.clusterId,
    'messaging.kafka.topic.id': record.topicId,
    [MESSAGING_SEMCONV.topic]: record.topic,
    [MESSAGING_SEMCONV.partition]: record.partition,
    [MESSAGING_SEMCONV.offset]: record.offset,
    'messaging.kafka.message.timestamp': timeText(record),
    'messaging.kafka.message.timestamp.raw': record.timestampRaw,
    'messaging.kafka.message.timestamp.type': record.timestampType,
    ...prefixCells(MESSAGING_SEMCONV.key, record.key),
    [`${MESSAGING_SEMCONV.key}.size`]: record.keySize,
    [MESSAGING_SEMCONV.tombstone]: record.tombstone,
    'messaging.message.headers': JSON.stringify(record.headers),
    [MESSAGING_SEMCONV.bodySize]: record.bodySize,
    ...prefixCells(KAFKA_BODY, record.value),
    schema_id: record.schemaId,
  };
}

function prefixCells(name: string, body: HttpExchange['requestBody']): Cells {
  const { text, encoding, truncated } = bodyCells(body);
  return { [name]: text, [`${name}.encoding`]: encoding, [`${name}.truncated`]: truncated };
}

/** The moment that the record's own time means, in whatever unit it was written; empty where it means none. */
function timeText({ timestampRaw }: KafkaRecord): string | null {
  const { instant } = recordTime(timestampRaw);
  return instant === null ? null : utc(instant);
}

function utc(instant: number): string {
  return new Date(instant).toISOString();
}

const EMPTY_EXCHANGE: HttpExchange = {
  ...ORDINARY_EXCHANGE, kind: 'http', id: '', startedAt: 0, durationNs: 0, timeToFirstByteNs: null, requestMethod: '', route: '', urlScheme: '', urlPath: '', urlQuery: '',
  serverAddress: '', serverPort: 0, clientAddress: '', userAgent: '', responseStatusCode: null, requestBodySize: 0, responseBodySize: 0,
  requestHeaders: [], responseHeaders: [], requestBody: null, responseBody: null, errorType: null, traceId: null, spanId: null, service: '',
};
const EMPTY_RECORD: KafkaRecord = {
  kind: 'kafka', id: '', clusterId: '', topicId: '', topic: '', partition: 0, offset: '0', timestamp: 0, timestampRaw: '0', timestampType: 'CreateTime', observedAt: 0, key: null, keySize: 0,
  value: null, headers: [], bodySize: 0, tombstone: true, schemaId: null, traceId: null, spanId: null,
};

const namesOf = (flow: HttpExchange | KafkaRecord) => Object.keys(cellsOf({ flow, recordedAt: 0 }));
const OF_SIDE: Record<Side, ReadonlySet<string>> = { http: new Set(namesOf(EMPTY_EXCHANGE)), kafka: new Set(namesOf(EMPTY_RECORD)) };
const isBody = (name: string) => [REQUEST_BODY, RESPONSE_BODY, KAFKA_BODY].some((body) => name === body || [`${body}.encoding`, `${body}.truncated`].includes(name));

/** Every column that a file can have, in their order; a row leaves those of the other side empty. */
export const COLUMNS: readonly ExportColumn[] = [...new Set([...OF_SIDE.http, ...OF_SIDE.kafka])].map((name) => ({
  name,
  sides: (['http', 'kafka'] as const).filter((side) => OF_SIDE[side].has(name)),
  body: isBody(name),
}));

/**
 * The columns of a file: those asked for, or all of its sides, with bodies or without.
 * @throws ProblemError 400 for one that there is not
 */
export function columnsOf({ sides, bodies, format, columns }: Pick<ExportRequest, 'sides' | 'bodies' | 'format' | 'columns'>): string[] {
  const wanted = columns && new Set(columns);
  const unknown = [...(wanted ?? [])].filter((name) => !COLUMNS.some((column) => column.name === name));
  if (unknown.length > 0) throw invalidRequest([{ path: ['columns'], message: `there is no column ${unknown.slice(0, 3).join(', ')}` }]);
  const withBodies = bodies ?? format === 'ndjson';
  const chosen = COLUMNS.filter((column) => column.sides.some((side) => sides.includes(side)) && (wanted ? wanted.has(column.name) : withBodies || !column.body));
  if (chosen.length === 0) throw invalidRequest([{ path: ['columns'], message: 'none of them belongs to the chosen sides' }]);
  return chosen.map(({ name }) => name);
}
