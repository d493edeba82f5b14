import type { Queryable } from '../ask.js';
import { instantOf, instantSql } from '../instants.js';
import { addTo, IN_SPAN, spanValues, stepOf, type Span } from './span.js';

/** What the Kafka side did in a span, from `kafka_minute` and `send_minute`. */
export interface KafkaFigures {
  records: number;
  /** Records in the busiest minute. */
  busiestMinute: number;
  activeTopics: number;
  /** Services that reported sends. */
  activeProducers: number;
  /** Records by the start of their step. */
  steps: Map<number, number>;
}

export async function readKafkaFigures(client: Queryable, span: Span): Promise<KafkaFigures> {
  const { rows: minutes } = await client.query<{ minute_ms: number; records: string }>(
    `SELECT ${instantSql('minute')} AS minute_ms, sum(records) AS records FROM kafka_minute WHERE ${IN_SPAN} GROUP BY minute`,
    spanValues(span),
  );
  const { rows: active } = await client.query<{ topics: string; producers: string }>(
    `SELECT (SELECT count(DISTINCT topic_id) FROM kafka_minute WHERE ${IN_SPAN} AND records > 0) AS topics,
            (SELECT count(DISTINCT service) FROM send_minute WHERE ${IN_SPAN} AND sends > errors) AS producers`,
    spanValues(span),
  );
  const figures: KafkaFigures = { records: 0, busiestMinute: 0, activeTopics: Number(active[0]?.topics), activeProducers: Number(active[0]?.producers), steps: new Map() };
  for (const row of minutes) {
    const records = Number(row.records);
    figures.records += records;
    figures.busiestMinute = Math.max(figures.busiestMinute, records);
    addTo(figures.steps, stepOf(span, instantOf(row.minute_ms)), records);
  }
  return figures;
}
