import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { migrate, MigrationRefused } from '@contraflow/store';
import { DatabaseGate } from './ports/database-gate.js';
import type { HealthBoard } from './ports/health-board.js';

const LOOK_MS = 2_000;
const ANSWER_MS = 5_000;
const BACKOFF_MS = [250, 500, 1_000, 2_000];

/** Keeps one connection of its own, so that it knows at once when Postgres goes and does not wait behind questions. */
export class PostgresGate extends DatabaseGate {
  private readonly log = new Logger('postgres');
  private readonly waiting = new Set<() => void>();
  private readonly stopping = new AbortController();
  private client: Client | null = null;
  private migrated = false;
  private away: { since: number; reason: string } | null = { since: Date.now(), reason: 'not reached yet' };
  private wake: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();
  private refuse: (error: MigrationRefused) => void = () => undefined;
  /** Resolves when the database turns out, later than at start, to be one that this code may not use. */
  readonly refused = new Promise<MigrationRefused>((resolve) => (this.refuse = resolve));

  constructor(private readonly databaseUrl: string, private readonly board: HealthBoard) {
    super();
  }

  /**
   * Looks once, then goes on looking; returns whether or not Postgres is there.
   * @throws MigrationRefused where the database belongs to newer or to other code
   */
  async start(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      if (error instanceof MigrationRefused) throw error;
      this.lost(error);
    }
    this.loop = this.keepLooking();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loop;
    await this.client?.end().catch(() => undefined);
  }

  absent() {
    return this.away;
  }

  whenReady(signal?: AbortSignal): Promise<void> {
    if (!this.away) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        signal?.removeEventListener('abort', aborted);
        this.waiting.delete(done);
        resolve();
      };
      const aborted = () => {
        this.waiting.delete(done);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) return aborted();
      signal?.addEventListener('abort', aborted, { once: true });
      this.waiting.add(done);
    });
  }

  suspect(): void {
    if (!this.away) this.wake();
  }

  private async keepLooking(): Promise<void> {
    let failures = this.away ? 1 : 0;
    while (!this.stopping.signal.aborted) {
      await this.sleep(failures === 0 ? LOOK_MS : (BACKOFF_MS[failures - 1] ?? LOOK_MS));
      if (this.stopping.signal.aborted) return;
      try {
        await this.look();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.lost(error);
        if (error instanceof MigrationRefused) return this.refuse(error);
      }
    }
  }

  private async look(): Promise<void> {
    if (!this.migrated) {
      const applied = await migrate(this.databaseUrl);
      if (applied.length > 0) this.log.log(`migrated: ${applied.join(', ')}`);
      this.migrated = true;
    }
    this.client ??= await this.connect();
    const asked = performance.now();
    await this.client.query('SELECT 1');
    this.found(performance.now() - asked);
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      application_name: 'contraflow-health',
    });
    client.on('error', (error) => {
      if (this.client !== client) return;
      this.lost(error);
      this.wake();
    });
    await client.connect();
    return client;
  }

  private found(answeredMs: number): void {
    if (this.away) this.log.log('Postgres answers');
    this.away = null;
    this.board.set({ id: 'postgres', label: 'Postgres', state: 'ok', figure: `${answeredMs.toFixed(1)} ms`, detail: null });
    for (const done of [...this.waiting]) done();
  }

  private lost(error: unknown): void {
    const client = this.client;
    this.client = null;
    void client?.end().catch(() => undefined);
    const reason = describe(error);
    if (!this.away || this.away.reason === 'not reached yet') this.log.warn(`Postgres is away: ${reason}`);
    this.away = { since: this.away?.since ?? Date.now(), reason };
    this.board.set({
      id: 'postgres',
      label: 'Postgres',
      state: 'down',
      figure: 'no answer',
      detail: `${reason}. Nothing is lost: capture spools and Kafka keep what is not recorded yet. Check that PostgreSQL runs at the address in DATABASE_URL.`,
    });
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Connecting to several addresses fails with an AggregateError whose own message is empty. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return describe(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
