import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { HttpClient } from '../core/http-client.js';
import { LinkStatus } from '../core/link-status.js';
import { LOG, type Log } from '../core/log.js';
import { Backoff, pause } from '../core/pause.js';
import { Random } from '../core/random.js';
import { Customer, Memory } from './customer.js';
import { pickDeed } from './mix.js';
import { rateAt } from './pace.js';

const MOST_IN_FLIGHT = 200;
const STEP_MS = 10;

/**
 * The shop's made-up customers. They come when they come, whether earlier ones have been served or not (an open
 * loop), up to a bound; while the gateway is away only one of them tries, ever more seldom.
 */
@Injectable()
export class Load implements OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly gateway: LinkStatus;
  private readonly http: HttpClient;
  private readonly random: Random;
  private readonly memory = new Memory();
  private readonly inFlight = new Set<Promise<void>>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) log: Log,
  ) {
    this.gateway = new LinkStatus('The gateway', log);
    this.http = new HttpClient(config.gatewayUrl, MOST_IN_FLIGHT);
    this.random = new Random(config.seed);
  }

  /** Lets them in; to be called once the shop answers. */
  start(): void {
    if (this.config.rate > 0) this.running = this.run(this.stop.signal);
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.running;
    await this.http.close();
    await Promise.allSettled(this.inFlight);
  }

  private async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(500, 10_000);
    const started = performance.now();
    let next = started;
    while (!signal.aborted) {
      if (this.gateway.downSince) {
        await backoff.wait(signal);
        await this.come();
        next = performance.now();
        continue;
      }
      backoff.reset();
      const now = performance.now();
      // After a stall the missed customers do not come all at once.
      next = Math.max(next, now - 1_000);
      while (next <= now) {
        if (this.inFlight.size < MOST_IN_FLIGHT) void this.come();
        next += this.random.arrivalMs(rateAt(next - started, this.config.rate));
      }
      await pause(Math.max(STEP_MS, next - now), signal);
    }
  }

  /** One customer comes, does one thing and goes. */
  private come(): Promise<void> {
    const customer = new Customer(this.http, this.random, this.memory);
    const visit = pickDeed(this.random)(customer)
      .then(() => this.gateway.up())
      .catch((error: unknown) => this.unanswered(error))
      .finally(() => this.inFlight.delete(visit));
    this.inFlight.add(visit);
    return visit;
  }

  private unanswered(error: unknown): void {
    const impatient = error instanceof Error && error.name === 'TimeoutError';
    if (!impatient && !this.stop.signal.aborted) this.gateway.down(error, 'Customers wait until it is back.');
  }
}
