import { Client } from 'pg';

/** So long a statement may take; then the connection counts as dead. */
const ANSWER_MS = 60_000;
/** A transaction that its client left open is ended by Postgres, so that a stopped recorder does not hold up another. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** One connection that is opened when it is needed and dropped when it fails. One user at a time. */
export class OwnConnection {
  private client: Client | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly name: string,
    private readonly onLoss: () => void,
    private readonly answerMs = ANSWER_MS,
  ) {}

  async get(): Promise<Client> {
    if (this.client) return this.client;
    const client = new Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: this.answerMs,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: this.name,
    });
    client.on('error', () => {
      if (this.client !== client) return;
      this.client = null;
      this.onLoss();
    });
    try {
      await client.connect();
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    return client;
  }

  /** The next {@link get} opens another. */
  drop(): void {
    const client = this.client;
    this.client = null;
    // With a statement under way this cuts the connection, which is what is wanted.
    void client?.end().catch(() => undefined);
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }
}
