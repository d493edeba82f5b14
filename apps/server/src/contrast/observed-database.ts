import { Client } from 'pg';

/** Counters of a database at one moment. */
export interface DatabaseReading {
  /** Rows inserted, updated and deleted since its statistics were reset. */
  rows: bigint;
  sizeBytes: number;
  /** WAL bytes by process of the database's connections; null where Postgres does not tell (before 18). */
  wal: Map<number, bigint> | null;
}

const ANSWER_MS = 3_000;
/** Looking up a size costs a look at every file, so it is done seldom. */
const SIZE_EVERY_MS = 60_000;

/** One database behind a REST service, asked over one connection of its own that is opened when it is needed. */
export class ObservedDatabase {
  private client: Client | null = null;
  private tellsWal = true;
  private size = { bytes: 0, at: -Infinity };

  constructor(readonly name: string, private readonly url: string) {}

  /** @throws Error when it does not answer within seconds; the next reading connects anew */
  async read(): Promise<DatabaseReading> {
    try {
      const client = (this.client ??= await this.connect());
      const { rows: [row] } = await client.query<{ rows: string }>(
        'SELECT tup_inserted + tup_updated + tup_deleted AS rows FROM pg_stat_database WHERE datname = current_database()',
      );
      return { rows: BigInt(row?.rows ?? 0), sizeBytes: await this.readSize(client), wal: this.tellsWal ? await this.readWal(client) : null };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: ANSWER_MS,
      statement_timeout: ANSWER_MS,
      query_timeout: 2 * ANSWER_MS,
      application_name: 'contraflow-observer',
    });
    client.on('error', () => {
      if (this.client === client) this.client = null;
    });
    await client.connect();
    return client;
  }

  private async readSize(client: Client): Promise<number> {
    if (performance.now() - this.size.at < SIZE_EVERY_MS) return this.size.bytes;
    const { rows: [row] } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
    this.size = { bytes: Number(row?.size ?? 0), at: performance.now() };
    return this.size.bytes;
  }

  /** What a database's own connections wrote, and nothing of the server's other databases. */
  private async readWal(client: Client): Promise<Map<number, bigint> | null> {
    const { rows: [known] } = await client.query<{ known: boolean }>(`SELECT to_regproc('pg_stat_get_backend_wal') IS NOT NULL AS known`);
    this.tellsWal = known?.known ?? false;
    if (!this.tellsWal) return null;
    const { rows } = await client.query<{ pid: number; bytes: string }>(
      `SELECT pid, wal_bytes::bigint AS bytes FROM pg_stat_activity CROSS JOIN LATERAL pg_stat_get_backend_wal(pid) WHERE datname = current_database() AND wal_bytes IS NOT NULL`,
    );
    return new Map(rows.map((row) => [row.pid, BigInt(row.bytes)]));
  }
}
