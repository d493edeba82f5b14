import { emptyRows, FenceRefused, type CommitRow, type SourceClaim } from '@contraflow/store';
import type { Recorder } from '../../ports/recorder.js';
import type { Progress, Standing } from '../commits/progress.js';
import type { GroupPlace } from './figures.js';

const ROW_BYTES = 256;
const MOST_ROWS = 4_000;
/** Refused: another server sweeps. It is left to it for this long. */
const STAND_BY_MS = 60_000;

/**
 * What sweeps add to the record of commits, to their interval (`exact` is false): where
 * groups stood when we first looked, and every change where `__consumer_offsets` may not be
 * read or does not hold it (share groups). A source of its own, whose position counts rows.
 */
export class CommitSweep {
  private claim: SourceClaim | null = null;
  private standByUntil = 0;
  /** Missing at the sweep before too: a commit that the tail is about to record is not taken for an old one. */
  private missing = new Set<string>();

  constructor(
    private readonly recorder: Recorder,
    private readonly progress: Progress,
  ) {}

  /**
   * Records what is news.
   * @param standsIn true where sweeps are the only source of commits
   */
  async take(clusterId: string, at: number, places: GroupPlace[], standsIn: boolean, signal: AbortSignal): Promise<void> {
    const stillMissing = this.missing;
    this.missing = new Set();
    const news = places.filter((place) => {
      const id = `${place.consumerGroup}\0${place.topicId}\0${place.partition}`;
      const known = this.progress.get(place.consumerGroup, place.topicId, place.partition);
      const always = standsIn || place.onlySwept;
      if (known) return always && known.committedOffset !== place.committedOffset;
      this.missing.add(id);
      return always || stillMissing.has(id);
    });
    if (news.length > 0 && at >= this.standByUntil) await this.record(clusterId, at, news.slice(0, MOST_ROWS), signal);
  }

  private async record(clusterId: string, at: number, places: GroupPlace[], signal: AbortSignal): Promise<void> {
    const source = `commits:${clusterId}:sweep`;
    this.claim ??= await this.recorder.claim({ source, kind: 'commits', label: 'commits, swept', startAt: 0n }, signal);
    const { epoch, next: expected } = this.claim;
    const rows = emptyRows();
    rows.commits.push(...places.map((place) => rowOf(clusterId, at, place)));
    const next = expected + BigInt(places.length);
    try {
      await this.recorder.record({ source, epoch, expected, next, rows, bytes: places.length * ROW_BYTES });
      this.claim = { source, epoch, next };
      this.progress.recorded(rows.commits);
    } catch (error) {
      this.claim = null;
      if (!(error instanceof FenceRefused)) throw error;
      this.standByUntil = at + STAND_BY_MS;
    }
  }
}

function rowOf(clusterId: string, at: number, place: GroupPlace): CommitRow & Standing {
  const { consumerGroup, topicId, topic, partition, committedOffset } = place;
  return { clusterId, consumerGroup, topicId, topic, partition, committedOffset, committedAt: at, exact: false };
}
