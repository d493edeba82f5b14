import type { HttpExchange } from '@contraflow/contract';
import { minuteOf, observe } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { RollUp } from './roll-up.js';
import { storable } from './storable.js';

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
    sums: [['exchanges', 'bigint'], ['timed_out', 'bigint'], ['request_bytes', 'bigint'], ['response_bytes', 'bigint'], ['duration_sum_ns', 'numeric']],
    histogram: 'duration_histogram',
  });
  const pairs = new RollUp({
    name: 'http_pair_minute',
    keys: [['minute', 'timestamptz'], ['caller', 'text'], ['service', 'text']],
    sums: [['exchanges', 'bigint']],
  });
  const callers = new Callers();
  for (const { rows } of batches) {
    for (const { exchange } of rows.http) {
      const minute = minuteOf(exchange.startedAt);
      const { service, durationNs, errorType } = exchange;
      const tally = minutes.tally([minute, service, exchange.route, exchange.requestMethod, statusClass(exchange)]);
      const timedOut = errorType !== null && TIME_OUTS.has(errorType) ? 1 : 0;
      tally.add(1, timedOut, exchange.requestBodySize, exchange.responseBodySize, durationNs);
      observe(tally.histogram, durationNs);
      pairs.tally([minute, callers.of(exchange), service]).add(1);
    }
  }
  return { minutes, pairs };
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

/** {@link callerOf}, with the products of the user agents of a transaction found once. */
class Callers {
  private readonly products = new Map<string, string | null>();

  of(exchange: HttpExchange): string {
    const { userAgent } = exchange;
    let product = this.products.get(userAgent);
    if (product === undefined) this.products.set(userAgent, (product = PRODUCT.test(userAgent) ? callerOf(exchange) : null));
    return product ?? callerOf(exchange);
  }
}

/** The first digit of the status code; 0 where there was no answer. */
function statusClass({ responseStatusCode }: HttpExchange): number {
  return responseStatusCode === null ? 0 : Math.floor(responseStatusCode / 100);
}
