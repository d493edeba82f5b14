import type { HttpExchange } from '@contraflow/contract';
import { minuteOf, observe } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { RollUp } from './roll-up.js';
import { storable } from './storable.js';

/** Error types that mean: somebody stopped waiting. */
export const TIME_OUTS: ReadonlySet<string> = new Set(['upstream_timeout', 'client_timeout', 'timeout']);
const CALLER_LENGTH = 64;

/** Counts the exchanges of all batches into `http_minute` and `http_pair_minute`. */
export async function rollUpHttp(client: ClientBase, batches: SourceBatch[]): Promise<void> {
  const minutes = new RollUp({
    name: 'http_minute',
    keys: [['minute', 'timestamptz'], ['service', 'text'], ['route', 'text'], ['request_method', 'text'], ['status_class', 'smallint']],
    sums: [['exchanges', 'bigint'], ['timed_out', 'bigint'], ['request_bytes', 'bigint'], ['response_bytes', 'bigint'], ['duration_sum_ns', 'numeric']],
    histogram: 'duration_histogram',
  });
  const pairs = new RollUp({
    name: 'http_pair_minute',
    keys: [['minute', 'timestamptz'], ['caller', 'text'], ['service', 'text']],
    sums: [['exchanges', 'bigint']],
  });
  for (const { rows } of batches) {
    for (const { exchange } of rows.http) {
      const minute = minuteOf(exchange.startedAt);
      const service = storable(exchange.service);
      const tally = minutes.tally([minute, service, storable(exchange.route), storable(exchange.requestMethod), statusClass(exchange)]);
      const timedOut = exchange.errorType !== null && TIME_OUTS.has(exchange.errorType) ? 1 : 0;
      tally.add(1, timedOut, exchange.requestBodySize, exchange.responseBodySize, exchange.durationNs);
      observe(tally.histogram, exchange.durationNs);
      pairs.tally([minute, callerOf(exchange), service]).add(1);
    }
  }
  await minutes.merge(client);
  await pairs.merge(client);
}

/** Who called: the first product of the user agent without its version (`mobile/4.2` is `mobile`), else the client's address. */
export function callerOf({ userAgent, clientAddress }: Pick<HttpExchange, 'userAgent' | 'clientAddress'>): string {
  const product = /^[^\s/]+/.exec(userAgent)?.[0] ?? clientAddress;
  return storable(product.slice(0, CALLER_LENGTH)) || 'unknown';
}

/** The first digit of the status code; 0 where there was no answer. */
function statusClass({ responseStatusCode }: HttpExchange): number {
  return responseStatusCode === null ? 0 : Math.floor(responseStatusCode / 100);
}
