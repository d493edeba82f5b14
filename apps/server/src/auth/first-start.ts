import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { ApiKeys } from './api-keys.js';
import { Passwords } from './passwords.js';
import { newSecret } from './secrets.js';

const RETRY_MS = 2_000;

/** Sees to it that somebody can log in, and that the senders that were started with us may send. */
@Injectable()
export class FirstStart implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('auth');
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
  ) {}

  /** Waits for nothing while Postgres is away: the server has to come up all the same. */
  async onApplicationBootstrap(): Promise<void> {
    const done = this.prepareOnceReady();
    if (!this.gate.absent()) await done;
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async prepareOnceReady(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.gate.whenReady(this.stopping.signal);
        await this.keepFirstKey();
        await this.createFirstUser();
        return;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.log.warn({ err: error }, 'the first user could not be looked for; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  private async keepFirstKey(): Promise<void> {
    if (this.config.captureBootstrapKey !== '') await this.keys.keep('embedded', this.config.captureBootstrapKey, this.config.captureBootstrapSources);
  }

  private async createFirstUser(): Promise<void> {
    if ((await this.store.prisma.user.count()) > 0) return;
    const generated = this.config.adminPassword === '';
    const password = generated ? newSecret().slice(0, 20) : this.config.adminPassword;
    const { count } = await this.store.prisma.user.createMany({
      data: [{ username: this.config.adminUsername, passwordHash: await this.passwords.hash(password), role: 'admin', mustChangePassword: generated || this.config.adminPasswordMustChange }],
      // Another server on the same database may have been first.
      skipDuplicates: true,
    });
    if (count === 0) return;
    this.log.log('admin user created');
    if (generated) process.stdout.write(`First user: ${this.config.adminUsername}, password: ${password} (shown only now; it has to be changed at the first login)\n`);
  }
}
