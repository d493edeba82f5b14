/** How Postgres is, as whoever needs its tables sees it. Also the token it is injected by. */
export abstract class DatabaseGate {
  /** Null when Postgres answers and its schema is ours; else since when (epoch milliseconds) it does not, and why. */
  abstract absent(): { since: number; reason: string } | null;
  /**
   * Resolves once Postgres answers and is migrated.
   * @throws Error when `signal` aborts first
   */
  abstract whenReady(signal?: AbortSignal): Promise<void>;
  /** Looks at once instead of at the next turn: somebody just lost a connection. */
  abstract suspect(): void;
}
