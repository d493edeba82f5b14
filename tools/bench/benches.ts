import type { Bench } from './bench.ts';
import { gateway } from './gateway/gateway.ts';
import { growth } from './growth/growth.ts';
import { live } from './live/live.ts';
import { quantiles } from './quantiles/quantiles.ts';
import { recordHttp } from './record/record-http.ts';
import { recordKafka } from './record/record-kafka.ts';

/** In the order in which they run. */
export const benches: Bench[] = [recordKafka, recordHttp, gateway, live, quantiles, growth];
