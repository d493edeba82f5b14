import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isDatabaseAway } from '../ports/database-errors.js';
import { Sessions } from './sessions.js';

const SWEEP_MS = 10_000;

/** Sweeps the sessions from time to time. */
@Injectable()
export class SessionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('auth');
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sessions.sweep().catch((error: unknown) => {
        if (!isDatabaseAway(error)) this.log.error({ err: error }, 'sweeping sessions failed');
      });
    }, SWEEP_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
