import { bucketStep, MINUTE_MS, type Histogram } from '@contraflow/measure';
import type { Pool } from 'pg';
import { ask, Deadline } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { readDirections, type Directions } from './read-directions.js';
import { readGroupFigures, type GroupFigures } from './read-group-figures.js';
import { readHistogram } from './read-histogram.js';
import { readHttpFigures, type HttpFigures } from './read-http-figures.js';
import { readKafkaFigures, type KafkaFigures } from './read-kafka-figures.js';
import { readRetained, type Retained } from './read-retained.js';
import { readWritten, type Written } from './read-written.js';
import type { Span } from './span.js';

/** Everything that the five contrasts are made of, on both sides over the same whole minutes. */
export interface ContrastFigures {
  span: Span;
  http: HttpFigures;
  kafka: KafkaFigures;
  groups: GroupFigures;
  retained: Retained;
  written: Written | null;
  directions: Directions;
  latency: { blocked: Histogram; accepted: Histogram; readable: Histogram; completed: Histogram };
  /** The minute of the latest exchange in the week before the span, epoch milliseconds; null when there was none. */
  lastExchange: number | null;
}

const STEPS = 120;

/**
 * The figures of a window, from the minute roll-ups alone. The window is widened to whole minutes.
 * @throws QueryTimeout
 */
export async function readContrastFigures(pool: Pool, window: { from: number; to: number }, timeoutMs: number): Promise<ContrastFigures> {
  const from = Math.floor(window.from / MINUTE_MS) * MINUTE_MS;
  const to = Math.ceil(window.to / MINUTE_MS) * MINUTE_MS;
  const span: Span = { from, to, stepMs: bucketStep(to - from, STEPS, MINUTE_MS) };
  return ask(pool, new Deadline(timeoutMs), async (client) => {
    const { rows: [last] } = await client.query<{ minute_ms: number | null }>(
      `SELECT ${instantSql('max(minute)')} AS minute_ms FROM http_minute WHERE minute < to_timestamp($1::float8 / 1000) AND minute >= to_timestamp($1::float8 / 1000) - interval '7 days'`,
      [from],
    );
    return {
      span,
      http: await readHttpFigures(client, span),
      kafka: await readKafkaFigures(client, span),
      groups: await readGroupFigures(client, span),
      retained: await readRetained(client, span),
      written: await readWritten(client, span),
      directions: await readDirections(client, span),
      latency: {
        blocked: await readHistogram(client, 'http_minute', span),
        accepted: await readHistogram(client, 'send_minute', span),
        readable: await readHistogram(client, 'kafka_minute', span),
        completed: await readHistogram(client, 'group_minute', span),
      },
      lastExchange: last?.minute_ms == null ? null : instantOf(last.minute_ms),
    };
  });
}
