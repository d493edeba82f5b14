import pg from 'pg';

/** Opens a connection for `work` and closes it. */
export async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // Without a listener a lost connection would end this process instead of failing the query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Sums that grow with every recorded flow, read without counting rows. */
export interface Progress {
  records: number;
  exchanges: number;
  /** Flows that sources reported as lost, and what was set aside. */
  dropped: number;
  setAside: number;
}

/** How far recording is; null while Postgres cannot be asked. */
export async function readProgress(databaseUrl: string): Promise<Progress | null> {
  try {
    return await withClient(databaseUrl, async (client) => {
      const { rows } = await client.query<Record<keyof Progress, string>>(`
        SELECT (SELECT coalesce(sum(records), 0) FROM kafka_minute)   AS records,
               (SELECT coalesce(sum(exchanges), 0) FROM http_minute)  AS exchanges,
               (SELECT coalesce(sum(dropped), 0) FROM source_drop)    AS dropped,
               (SELECT count(*) FROM set_aside)                       AS "setAside"`);
      const [row] = rows;
      return row ? { records: Number(row.records), exchanges: Number(row.exchanges), dropped: Number(row.dropped), setAside: Number(row.setAside) } : null;
    });
  } catch {
    return null;
  }
}

/** Records of `topic` as `partition:offset`, with repetitions. */
export async function recordedOffsets(databaseUrl: string, topic: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ at: string }>(`SELECT partition || ':' || "offset" AS at FROM kafka_record WHERE topic = $1`, [topic]);
    return rows.map(({ at }) => at);
  });
}

/** Paths of the exchanges of one user agent, with repetitions. */
export async function recordedPaths(databaseUrl: string, userAgent: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ path: string }>('SELECT url_path AS path FROM http_exchange WHERE user_agent = $1', [userAgent]);
    return rows.map(({ path }) => path);
  });
}

/** How many rows the roll-ups have too many or too few, added up over every minute, partition and kind of exchange. */
export async function rollupMismatch(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ off: string }>(`
      WITH kafka AS (
        SELECT date_trunc('minute', observed_at) AS minute, cluster_id, topic_id, partition, count(*) AS n FROM kafka_record GROUP BY 1, 2, 3, 4
      ), http AS (
        SELECT date_trunc('minute', started_at) AS minute, service, route, request_method, coalesce(response_status_code / 100, 0) AS status_class, count(*) AS n
        FROM http_exchange GROUP BY 1, 2, 3, 4, 5
      )
      SELECT (SELECT coalesce(sum(abs(coalesce(n, 0) - coalesce(records, 0))), 0)
              FROM kafka FULL JOIN kafka_minute USING (minute, cluster_id, topic_id, partition))
           + (SELECT coalesce(sum(abs(coalesce(n, 0) - coalesce(exchanges, 0))), 0)
              FROM http FULL JOIN http_minute USING (minute, service, route, request_method, status_class)) AS off`);
    return Number(rows[0]?.off);
  });
}
