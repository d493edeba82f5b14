import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { openStore, Store } from '@contraflow/store';
import { CONFIG, type Config } from './config.js';
import { PostgresGate } from './postgres-gate.js';
import { DatabaseGate } from './ports/database-gate.js';
import { HealthBoard } from './ports/health-board.js';

/** The database, for everybody. The first look at it, with its migrations, ends before any capability starts. */
@Global()
@Module({
  providers: [
    {
      provide: Store,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        openStore({ databaseUrl: config.databaseUrl, poolSize: config.databasePool, queryTimeoutSeconds: config.queryTimeoutSeconds }),
    },
    {
      provide: DatabaseGate,
      inject: [CONFIG, HealthBoard],
      useFactory: async (config: Config, board: HealthBoard) => {
        const gate = new PostgresGate(config.databaseUrl, board);
        await gate.start();
        return gate;
      },
    },
  ],
  exports: [Store, DatabaseGate],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: PostgresGate,
  ) {}

  /** Last of all: the others may still want to write when they are told to stop. */
  async onApplicationShutdown(): Promise<void> {
    await this.gate.stop();
    await this.store.close();
  }
}
