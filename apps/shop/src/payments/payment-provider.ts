import { Injectable, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { pause } from '../core/pause.js';
import { Random } from '../core/random.js';
import { ProblemException } from '../http/problem.js';

const UNAVAILABLE_AFTER_MS = 1_800;

/**
 * Stands for the bank that a real shop would call over the network, with a bank's manners: mostly quick, sometimes
 * slow, sometimes a refusal, and now and then no answer until its time is up.
 */
@Injectable()
export class PaymentProvider {
  private readonly random: Random;

  constructor(@Inject(CONFIG) config: Config) {
    this.random = new Random(config.seed + 1);
  }

  /** @throws ProblemException 402 when the bank refuses, 503 when it does not answer in time */
  async charge(): Promise<void> {
    const draw = this.random.next();
    if (draw < 0.02) {
      await pause(UNAVAILABLE_AFTER_MS);
      throw new ProblemException(503, 'The bank does not answer', 'Nothing was charged. Try again in a moment.', { retryAfter: 1 });
    }
    await pause(draw < 0.06 ? this.random.between(500, 1_200) : this.random.between(8, 60));
    if (draw > 0.98) throw new ProblemException(402, 'The bank refuses the payment', 'Nothing was charged. Use another way to pay.');
  }
}
