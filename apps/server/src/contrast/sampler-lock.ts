import { Client } from 'pg';

/** Held by the server that samples. "samp" in ASCII. */
const ADVISORY_LOCK = 0x73616d70;
const ANSWER_MS = 5_000;

/** A lock that lives as long as its connection, so that it is free again when its holder dies. */
export class SamplerLock {
  private client: Client | null = null;

  constructor(private readonly databaseUrl: string) {}

  /** True when this server holds the lock, now or still; false when another one does, or Postgres is away. */
  async hold(): Promise<boolean> {
    try {
      if (this.client) {
        await this.client.query('SELECT 1');
        return true;
      }
      return await this.take();
    } catch {
      await this.release();
      return false;
    }
  }

  async release(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async take(): Promise<boolean> {
    const client = new Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS, keepAlive: true, application_name: 'contraflow-sampler' });
    client.on('error', () => {
      if (this.client === client) this.client = null;
    });
    try {
      await client.connect();
      const { rows: [row] } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [ADVISORY_LOCK]);
      if (row?.held) this.client = client;
    } finally {
      if (this.client !== client) await client.end().catch(() => undefined);
    }
    return this.client === client;
  }
}
