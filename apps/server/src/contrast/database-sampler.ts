import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { addDatabaseMinute, Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';
import { ObservedDatabase, type DatabaseReading } from './observed-database.js';
import { SamplerLock } from './sampler-lock.js';
import { writtenBetween } from './written-between.js';

const EVERY_MS = 5_000;

/**
 * Reads the databases behind the REST services every five seconds and adds what they wrote
 * to their minutes. Of several servers on one record only the one that holds the lock does.
 */
@Injectable()
export class DatabaseSampler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('databases');
  private readonly databases: ObservedDatabase[];
  private readonly before = new Map<string, DatabaseReading>();
  private readonly failed = new Set<string>();
  private readonly lock: SamplerLock;
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(HealthBoard) private readonly board: HealthBoard,
  ) {
    this.databases = config.observedDatabases.map(({ name, url }) => new ObservedDatabase(name, url));
    this.lock = new SamplerLock(config.databaseUrl);
  }

  onApplicationBootstrap(): void {
    if (this.databases.length > 0) this.next(0);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.round;
    await Promise.all([this.lock.release(), ...this.databases.map((database) => database.close())]);
  }

  private next(inMs: number): void {
    this.timer = setTimeout(() => {
      this.round = this.sample().finally(() => {
        if (this.timer) this.next(EVERY_MS);
      });
    }, inMs).unref();
  }

  /** One round over all databases. */
  async sample(): Promise<void> {
    // While Postgres is away the readings stay: the first one after it counts what was written meanwhile.
    if (this.gate.absent()) return;
    if (!(await this.lock.hold())) return this.before.clear();
    await Promise.all(this.databases.map((database) => this.sampleOne(database)));
  }

  private async sampleOne(database: ObservedDatabase): Promise<void> {
    const { name } = database;
    try {
      const reading = await database.read();
      this.show(name, null);
      await this.add(name, reading);
    } catch (error) {
      this.show(name, error);
    }
  }

  /** Adds first and moves on then: what could not be added is in the next difference. */
  private async add(name: string, reading: DatabaseReading): Promise<void> {
    const before = this.before.get(name);
    const written = before && writtenBetween(before, reading);
    if (written) {
      const sample = { name, at: Date.now(), rowsWritten: written.rows, bytesWritten: written.bytes, sizeBytes: reading.sizeBytes };
      try {
        await addDatabaseMinute(this.store.pool, sample);
      } catch (error) {
        this.gate.suspect();
        return this.log.warn(`What ${name} wrote could not be noted yet: ${(error as Error).message}`);
      }
    }
    this.before.set(name, reading);
  }

  private show(name: string, error: unknown): void {
    const base = { id: `database:${name}`, label: `Database ${name}` };
    if (error === null) {
      this.failed.delete(name);
      return this.board.set({ ...base, state: 'ok', figure: 'answers', detail: null });
    }
    const reason = (error as Error).message;
    if (!this.failed.has(name)) this.log.warn(`${name} does not answer: ${reason}`);
    this.failed.add(name);
    const detail = `${reason}. What it writes is not counted while it does not answer; all else goes on. Check its address in OBSERVED_DATABASES.`;
    this.board.set({ ...base, state: 'down', figure: 'no answer', detail });
  }
}
