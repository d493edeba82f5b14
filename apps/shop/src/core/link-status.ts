import type { Log } from './log.js';

/** Whether something the shop depends on is there; says so in the log once a change, not once a try. */
export class LinkStatus {
  private since: Date | null = null;

  constructor(
    private readonly name: string,
    private readonly log: Log,
  ) {}

  /** When it went away; null while it is there. */
  get downSince(): Date | null {
    return this.since;
  }

  up(): void {
    if (!this.since) return;
    const seconds = Math.round((Date.now() - this.since.getTime()) / 1000);
    this.since = null;
    this.log.info(`${this.name} is back after ${seconds} s.`);
  }

  /** @param consequence what goes on, and what waits, until it is back */
  down(error: unknown, consequence: string): void {
    if (this.since) return;
    this.since = new Date();
    const reason = error instanceof Error ? error.message : String(error);
    this.log.warn(`${this.name} cannot be reached (${reason}). ${consequence}`);
  }
}
