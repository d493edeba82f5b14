import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { ProblemError } from '../ports/problem-error.js';

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Two at once keep a core free for recording and the memory at 38 MiB. */
const AT_ONCE = 2;
const WAITING_LIMIT = 50;

/** Hashes and checks passwords with argon2id, a few at a time. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private unknown: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /**
   * @param stored null for a user that there is not: it takes as long, so that nobody learns who there is
   * @throws ProblemError when too many wait already
   */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await (this.unknown ??= hash('of nobody', COST)));
    const same = await this.inTurn(() => verify(against, password));
    return same && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING_LIMIT) {
        throw new ProblemError({ title: 'Too many logins at once', status: 429, detail: 'Wait a few seconds before the next try.', retryAfter: 5 });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
