/** How recording goes, now. */
export interface RecorderFigures {
  /** Handed in and not committed yet. */
  queue: { batches: number; rows: number; bytes: number; limitBytes: number };
  /** Age in seconds of the oldest row that is not committed, or of the last committed one at its commit. */
  secondsBehind: number;
  /** The same by source, for those that have something queued. */
  sources: { source: string; secondsBehind: number; rows: number }[];
  /** Of the last hundred transactions, begin to commit; null before the first. */
  medianCommitMs: number | null;
  /** Since this server started. */
  totals: { transactions: number; http: number; kafka: number; sends: number; commits: number; dropped: number; setAside: number; refused: number; retries: number };
  /** Null when rows can be stored; else since when not, and why. */
  stalled: { since: number; reason: string } | null;
}

/** The recorder as whoever reports on it sees it. Also the token it is injected by. */
export abstract class RecorderStats {
  abstract stats(): RecorderFigures;
}
