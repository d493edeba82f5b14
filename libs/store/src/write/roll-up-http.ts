import type { HttpExchange } from '@contraflow/contract';
import { minuteOf, observe } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { HttpRow, SourceBatch } from '../batch.js';
import { RollUp } from './roll-up.js';
import { SeenBytes } from './seen-bytes.js';
import { storable } from './storable.js';
import type { Tally } from './tally.js';

/** Error types that mean: somebody stopped waiting. */
export const TIME_OUTS: ReadonlySet<string> = new Set(['upstream_timeout', 'client_timeout', 'timeout']);
const CALLER_LENGTH = 64;
const PRODUCT = /^[^\s/]+/;

/** The lines of `http_minute` and `http_pair_minute` that a transaction adds to. */
export interface HttpCounts {
  minutes: RollUp;
  pairs: RollUp;
}

/** Counts the exchanges of all batches. */
export function countHttp(batches: SourceBatch[]): HttpCounts {
  const minutes = new RollUp({
    name: 'http_minute',
    keys: [['minute', 'timestamptz'], ['service', 'text'], ['route', 'text'], ['request_method', 'text'], ['status_class', 'smallint']],
    sums: [['exchanges', 'bigint'], ['timed_out', 'bigint'], ['request_bytes', 'bigint'], ['response_bytes', 'bigint'], ['duration_sum_ns', 'numeric'], ['streams', 'bigint'], ['tunnels', 'bigint']],
    histogram: 'duration_histogram',
  });
  const pairs = new RollUp({
    name: 'http_pair_minute',
    keys: [['minute', 'timestamptz'], ['caller', 'text'], ['service', 'text']],
    sums: [['exchanges', 'bigint']],
  });
  const seen = new SeenBytes<Lines>();
  for (const { rows } of batches) {
    for (const row of rows.http) {
      const { exchange } = row;
      const { durationNs } = exchange;
      const { line, pair, timedOut } = linesOf(row, minutes, pairs, seen);
      const kind = exchange.exchangeKind;
      if (kind === 'response') {
        line.add(1, timedOut, exchange.requestBodySize, exchange.responseBodySize, durationNs);
        observe(line.histogram, durationNs);
        // What a stream or a tunnel takes is not time that somebody was blocked.
      } else line.add(1, timedOut, exchange.requestBodySize, exchange.responseBodySize, 0, kind === 'stream' ? 1 : 0, kind === 'tunnel' ? 1 : 0);
      pair.add(1);
    }
  }
  return { minutes, pairs };
}

/** Where an exchange is counted, and whether as one that somebody stopped waiting for. */
interface Lines {
  line: Tally;
  pair: Tally;
  timedOut: 0 | 1;
}

/** The lines of an exchange: where its labels lie side by side as bytes, those of the one before it that had the same. */
function linesOf({ exchange, encoded }: HttpRow, minutes: RollUp, pairs: RollUp, seen: SeenBytes<Lines>): Lines {
  const minute = minuteOf(exchange.startedAt);
  const classOf = statusClass(exchange);
  if (!encoded) return findLines(exchange, minute, classOf, minutes, pairs);
  const { bytes, labelsFrom, labelsTo } = encoded;
  const number = minute + classOf;
  const known = seen.find(bytes, labelsFrom, labelsTo, number);
  if (known) return known;
  const lines = findLines(exchange, minute, classOf, minutes, pairs);
  // Without a product the caller is its address, which is not among the labels.
  if (PRODUCT.test(exchange.userAgent)) seen.keep(bytes, labelsFrom, labelsTo, number, lines);
  return lines;
}

function findLines(exchange: HttpExchange, minute: number, classOf: number, minutes: RollUp, pairs: RollUp): Lines {
  const { service, errorType } = exchange;
  return {
    line: minutes.tally([minute, service, exchange.route, exchange.requestMethod, classOf]),
    pair: pairs.tally([minute, callerOf(exchange), service]),
    timedOut: errorType !== null && TIME_OUTS.has(errorType) ? 1 : 0,
  };
}

/** Adds what was counted to the tables. */
export async function rollUpHttp(client: ClientBase, { minutes, pairs }: HttpCounts): Promise<void> {
  await minutes.merge(client);
  await pairs.merge(client);
}

/** Who called: the first product of the user agent without its version (`mobile/4.2` is `mobile`), else the client's address. */
export function callerOf({ userAgent, clientAddress }: Pick<HttpExchange, 'userAgent' | 'clientAddress'>): string {
  const product = PRODUCT.exec(userAgent)?.[0] ?? clientAddress;
  return storable(product.slice(0, CALLER_LENGTH)) || 'unknown';
}

/** The first digit of the status code; 0 where there was no answer. */
function statusClass({ responseStatusCode }: HttpExchange): number {
  return responseStatusCode === null ? 0 : Math.floor(responseStatusCode / 100);
}
