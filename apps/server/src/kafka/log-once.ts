import { Logger } from '@nestjs/common';

export type Level = 'error' | 'warn' | 'log' | 'debug';

const WINDOW_MS = 60_000;
const MOST_KINDS = 200;

/** A log in which one and the same message stands once a minute, with the number that were left out. */
export class LogOnce {
  private readonly seen = new Map<string, { at: number; leftOut: number }>();

  constructor(private readonly logger: Logger) {}

  say(level: Level, message: string): void {
    const now = Date.now();
    const kind = message.replaceAll(/\d+/g, '#');
    const before = this.seen.get(kind);
    if (before && now - before.at < WINDOW_MS) {
      before.leftOut += 1;
      return;
    }
    if (this.seen.size >= MOST_KINDS) this.seen.clear();
    this.seen.set(kind, { at: now, leftOut: 0 });
    this.logger[level](before?.leftOut ? `${message} (and ${before.leftOut} more like it in the minute before)` : message);
  }
}
