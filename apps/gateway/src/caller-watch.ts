import { performance } from 'node:perf_hooks';

/** An exchange that may have to wait for its caller: for the rest of a body, or until an answer is read. */
export interface CallerWaits {
  /** By performance.now(), since when nothing came from, or went to, the caller though it could; null when it is not the caller who is waited for. */
  readonly waitsSince: number | null;
  /** Others wait for what it holds. */
  readonly holds: boolean;
  /** The caller takes longer than it may. */
  isTooSlow(now: number): boolean;
  /** Ends it with a time-out of the caller's. */
  giveUp(): void;
}

const LOOK_MS = 1_000;
/** Standing still for so long is no right to keep what others wait for. */
const GIVE_WAY_MS = 2_000;

/**
 * Looks after slow callers once a second: who is slower than the lowest rate is given up; and while others wait for a
 * connection to the upstream, those give way whose callers have stood still, the longest first.
 */
export class CallerWatch {
  private readonly exchanges = new Set<CallerWaits>();
  private readonly timer: NodeJS.Timeout;

  /** @param waiting how many wait for a connection */
  constructor(
    private readonly waiting: () => number,
    lookMs = LOOK_MS,
  ) {
    this.timer = setInterval(() => this.look(performance.now()), lookMs).unref();
  }

  add(exchange: CallerWaits): void {
    this.exchanges.add(exchange);
  }

  delete(exchange: CallerWaits): void {
    this.exchanges.delete(exchange);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** @param now by performance.now() */
  look(now: number): void {
    for (const exchange of [...this.exchanges]) if (exchange.isTooSlow(now)) exchange.giveUp();
    const wanted = this.waiting();
    if (wanted === 0) return;
    const still = [...this.exchanges].filter(({ holds, waitsSince }) => holds && waitsSince !== null && now - waitsSince >= GIVE_WAY_MS);
    still.sort((a, b) => (a.waitsSince as number) - (b.waitsSince as number));
    for (const exchange of still.slice(0, wanted)) exchange.giveUp();
  }
}
