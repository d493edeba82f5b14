/** A note is renewed every ten minutes while what it says holds. */
const HOLDS_MS = 20 * 60_000;
/** As many names as fit the query of a batch. */
const MOST_CHARACTERS = 256;
const MOST = 256;
const NAME = /^[\w.-]{1,64}$/;

/** Names of services about which something was noted lately. */
export class NotedServices {
  private readonly notedAt = new Map<string, number>();

  /** @param now epoch milliseconds */
  note(service: string, now: number): void {
    // What the server would not take as a part of a query may cost a note, never a batch.
    if (NAME.test(service) && (this.notedAt.size < MOST || this.notedAt.has(service))) this.notedAt.set(service, now);
  }

  /** Separated by commas; undefined when there are none. */
  names(now: number): string | undefined {
    let names = '';
    for (const [service, at] of this.notedAt) {
      if (now - at > HOLDS_MS) this.notedAt.delete(service);
      else if (names.length + service.length < MOST_CHARACTERS) names += names === '' ? service : `,${service}`;
    }
    return names === '' ? undefined : names;
  }
}
