import type { Queryable } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { addTo, IN_SPAN, spanValues, stepOf, type Span } from './span.js';

/** What the REST side did in a span, from `http_minute`. */
export interface HttpFigures {
  exchanges: number;
  /** Exchanges by request method. */
  methods: Map<string, number>;
  /** Exchanges by the first digit of the status; 0 had no answer. */
  classes: Map<number, number>;
  timedOut: number;
  /** Of responses alone. */
  durationSumNs: number;
  streams: number;
  tunnels: number;
  /** Bytes of the bodies of writes that succeeded. */
  writtenBytes: number;
  /** By the start of their step: exchanges, those without a good answer (none, or 5xx), and written bytes. */
  steps: Map<number, { exchanges: number; failed: number; writtenBytes: number }>;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

interface Row {
  minute_ms: number;
  request_method: string;
  status_class: number;
  exchanges: string;
  timed_out: string;
  request_bytes: string;
  duration_sum_ns: string;
  streams: string;
  tunnels: string;
}

export async function readHttpFigures(client: Queryable, span: Span): Promise<HttpFigures> {
  const { rows } = await client.query<Row>(
    `SELECT ${instantSql('step')} AS minute_ms, request_method, status_class, exchanges, timed_out, request_bytes, duration_sum_ns, streams, tunnels FROM (
       SELECT date_bin($3::interval, minute, 'epoch'::timestamptz) AS step, request_method, status_class, sum(exchanges) AS exchanges,
              sum(timed_out) AS timed_out, sum(request_bytes) AS request_bytes, sum(duration_sum_ns) AS duration_sum_ns, sum(streams) AS streams, sum(tunnels) AS tunnels
       FROM http_minute WHERE ${IN_SPAN} GROUP BY 1, 2, 3
     ) AS steps`,
    [...spanValues(span), `${span.stepMs} milliseconds`],
  );
  const figures: HttpFigures = { exchanges: 0, methods: new Map(), classes: new Map(), timedOut: 0, durationSumNs: 0, streams: 0, tunnels: 0, writtenBytes: 0, steps: new Map() };
  for (const row of rows) {
    const exchanges = Number(row.exchanges);
    const method = row.request_method.toUpperCase();
    const written = WRITES.has(method) && row.status_class === 2 ? Number(row.request_bytes) : 0;
    figures.exchanges += exchanges;
    addTo(figures.methods, method, exchanges);
    addTo(figures.classes, row.status_class, exchanges);
    figures.timedOut += Number(row.timed_out);
    figures.durationSumNs += Number(row.duration_sum_ns);
    figures.streams += Number(row.streams);
    figures.tunnels += Number(row.tunnels);
    figures.writtenBytes += written;
    const start = stepOf(span, instantOf(row.minute_ms));
    const step = figures.steps.get(start) ?? { exchanges: 0, failed: 0, writtenBytes: 0 };
    step.exchanges += exchanges;
    step.failed += row.status_class === 0 || row.status_class === 5 ? exchanges : 0;
    step.writtenBytes += written;
    figures.steps.set(start, step);
  }
  return figures;
}
