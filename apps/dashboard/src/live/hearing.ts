import { ValueStore } from '../ui/value-store.js';

/** Beats (of a second) without a word after which what is on screen counts as old. The server says something each second. */
const OLD_BEATS = 3;
/** And after which the line counts as dead, whatever the browser believes: a half-open one is told by nobody. */
const DEAD_BEATS = 6;

/**
 * Whether the server is still heard. Counts beats instead of asking the clock: a page that was asleep, or busy,
 * has words waiting for it that it has not taken yet.
 */
export class Hearing {
  /** When the last word came (epoch ms), once nothing has come for a while; null while it is heard. */
  readonly silentSince = new ValueStore<number | null>(null);
  private lastAt: number | null = null;
  private beats = 0;
  private beatsOfLine = 0;

  /** Something came. */
  heard(now: number): void {
    this.lastAt = now;
    this.beats = 0;
    this.beatsOfLine = 0;
    this.silentSince.set(null);
  }

  /** A second has passed. @returns whether the line counts as dead: it has as long again before it is said again */
  beat(): boolean {
    this.beats += 1;
    this.beatsOfLine += 1;
    if (this.beats >= OLD_BEATS) this.silentSince.set(this.lastAt);
    if (this.beatsOfLine < DEAD_BEATS) return false;
    this.beatsOfLine = 0;
    return true;
  }

  /** Nobody listens any more. */
  forget(): void {
    this.lastAt = null;
    this.beats = 0;
    this.beatsOfLine = 0;
    this.silentSince.set(null);
  }
}
