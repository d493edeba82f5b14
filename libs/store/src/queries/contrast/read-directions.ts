import type { Queryable } from '../ask.js';
import { IN_SPAN, spanValues, type Span } from './span.js';

/** From whom, to whom, and how often. */
export interface Pair {
  from: string;
  to: string;
  count: number;
}

export interface Directions {
  /** Caller and called service, by exchanges. */
  calls: Pair[];
  /** Producing service and topic, by acknowledged sends. */
  produces: Pair[];
  /** Topic and group, by records that the group passed. */
  consumes: Pair[];
  /** Names that are both a producer and a consumer group. */
  bothWays: string[];
}

/** Pairs of one kind that are answered: the busiest. */
const PAIRS = 50;

export async function readDirections(client: Queryable, span: Span): Promise<Directions> {
  const pairs = async (select: string) => {
    const { rows } = await client.query<{ from: string; to: string; count: string }>(`${select} ORDER BY 3 DESC, 1, 2 LIMIT ${PAIRS}`, spanValues(span));
    return rows.map((row): Pair => ({ ...row, count: Number(row.count) }));
  };
  const { rows: both } = await client.query<{ name: string }>(
    `SELECT service AS name FROM send_minute WHERE ${IN_SPAN} AND sends > errors
     INTERSECT SELECT consumer_group FROM group_minute WHERE ${IN_SPAN} AND completed > 0 ORDER BY 1 LIMIT ${PAIRS}`,
    spanValues(span),
  );
  return {
    calls: await pairs(`SELECT caller AS "from", service AS "to", sum(exchanges) AS count FROM http_pair_minute WHERE ${IN_SPAN} GROUP BY 1, 2`),
    produces: await pairs(`SELECT service AS "from", topic AS "to", sum(sends - errors) AS count FROM send_minute WHERE ${IN_SPAN} GROUP BY 1, 2 HAVING sum(sends - errors) > 0`),
    consumes: await pairs(`SELECT topic AS "from", consumer_group AS "to", sum(completed) AS count FROM group_minute WHERE ${IN_SPAN} GROUP BY 1, 2 HAVING sum(completed) > 0`),
    bothWays: both.map((row) => row.name),
  };
}
