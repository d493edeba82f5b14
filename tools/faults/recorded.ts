import pg from 'pg';

/** What Postgres holds of a run, for the comparison with what was sent. */
export interface Recorded {
  /** `partition:offset`, with repetitions. */
  offsets: string[];
  /** Path with query, with repetitions. */
  paths: string[];
  /** Absolute difference between the sums of the roll-ups and the counts of the rows, over both sides. */
  rollupMismatch: number;
  /** Flows that the sources said they dropped. */
  reportedDrops: number;
  setAside: number;
}

/** Reads the record of `topic` and of every exchange. */
export async function readRecorded(databaseUrl: string, topic: string): Promise<Recorded> {
  return withClient(databaseUrl, async (client) => {
    const offsets = await client.query<{ at: string }>(`SELECT partition || ':' || "offset" AS at FROM kafka_record WHERE topic = $1`, [topic]);
    const paths = await client.query<{ path: string }>(`SELECT url_path || '?' || url_query AS path FROM http_exchange WHERE user_agent = 'faults/1.0'`);
    const sums = await client.query<Record<string, string>>(`
      SELECT (SELECT count(*) FROM kafka_record)                                  AS kafka_rows,
             (SELECT coalesce(sum(records), 0) FROM kafka_minute)                 AS kafka_rollup,
             (SELECT count(*) FROM http_exchange)                                 AS http_rows,
             (SELECT coalesce(sum(exchanges), 0) FROM http_minute)                AS http_rollup,
             (SELECT coalesce(sum(dropped), 0) FROM source_drop)                  AS dropped,
             (SELECT count(*) FROM set_aside)                                     AS set_aside`);
    const sum = (name: string) => Number(sums.rows[0]?.[name] ?? 0);
    return {
      offsets: offsets.rows.map((row) => row.at),
      paths: paths.rows.map((row) => row.path),
      rollupMismatch: Math.abs(sum('kafka_rows') - sum('kafka_rollup')) + Math.abs(sum('http_rows') - sum('http_rollup')),
      reportedDrops: sum('dropped'),
      setAside: sum('set_aside'),
    };
  });
}

/** How many rows there are on both sides now; -1 while Postgres is away. */
export async function countRecorded(databaseUrl: string, topic: string): Promise<{ records: number; exchanges: number }> {
  try {
    return await withClient(databaseUrl, async (client) => {
      const { rows } = await client.query<{ records: number; exchanges: number }>(
        `SELECT (SELECT count(*)::int FROM kafka_record WHERE topic = $1) AS records,
                (SELECT count(*)::int FROM http_exchange WHERE user_agent = 'faults/1.0') AS exchanges`,
        [topic],
      );
      return rows[0] ?? { records: -1, exchanges: -1 };
    });
  } catch {
    return { records: -1, exchanges: -1 };
  }
}

async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // Without a listener a lost connection would end this process instead of failing the query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
